import { Fn } from "cdktf";
import type { ApplyValue } from "../../templates/apply-value";
import { fileName, type NodeFile, type RawFile } from "../../templates/node-file";
import { renderScript, type ScriptName } from "../../templates/scripts/script";
import type { LandingFile } from "../stack/origin";
import type { OutputFolder } from "../stack/output-folder";
import { fileContent } from "../words/expression";
import { fingerprint } from "../words/naming";

/** Files that a step uploads, evaluated at synthesis. */
interface Upload {
  readonly files: () => readonly (NodeFile | RawFile)[];
  /** Whether a changed text or value runs the step again. */
  readonly isTrigger: boolean;
}

/** All that a step uploads: base64 expressions by file name on the node, and the triggers that they add to the step. */
export interface Rendered {
  readonly contents: Readonly<Record<string, string>>;
  readonly triggers: Readonly<Record<string, string>>;
  /** Files of the output, by names on the node without the step's folder. */
  readonly landing: readonly LandingFile[];
}

/** What a step uploads: scripts, node files and single values. */
export class Uploads {
  private readonly uploads: Upload[] = [];
  private readonly landing: LandingFile[] = [];
  private readonly values: { readonly name: string; readonly value: ApplyValue }[] = [];

  /** @param place folder of the node's files, relative to the stack's */
  constructor(
    private readonly folder: OutputFolder,
    private readonly place: string,
  ) {}

  /** Adds node files. As "a trigger", changes of their texts or of their values' triggers run the step again. */
  add(files: Upload["files"], as: "a trigger" | "no trigger"): void {
    this.uploads.push({ files, isTrigger: as === "a trigger" });
  }

  /** Adds a value as a file of its own. */
  addValue(name: string, value: ApplyValue): void {
    this.values.push({ name, value });
  }

  /** Writes all files into the output folder and returns what Terraform uploads of them. */
  render(scripts: readonly ScriptName[], isTrigger: (script: ScriptName) => boolean): Rendered {
    const triggers: Record<string, string> = {};
    const contents = [
      ...[...new Set(scripts)].map((script) => this.script(script, isTrigger(script) ? triggers : undefined)),
      ...this.uploads.flatMap(({ files, isTrigger }) =>
        files().map((file) => this.file(file, isTrigger ? triggers : undefined)),
      ),
      ...this.values.map(({ name, value: { trigger, expression } }): [string, string] => {
        triggers[trigger.label] = trigger.value;
        return [name, Fn.base64encode(expression)];
      }),
    ];
    return { contents: Object.fromEntries(contents), triggers, landing: this.landing };
  }

  private script(script: ScriptName, triggers?: Record<string, string>): [name: string, content: string] {
    const path = `scripts/${script}.sh`;
    const text = renderScript(script);
    this.folder.share(path, () => text);
    if (triggers) {
      triggers[`${script}.sh`] = fingerprintOf(script, text);
    }
    const name = `${script}.sh`;
    this.landing.push({ name, path, trigger: triggers && name, isOwn: false });
    return [name, fileContent(path)];
  }

  private file(file: NodeFile | RawFile, triggers?: Record<string, string>): [name: string, content: string] {
    const path = `${this.place}/${file.name}`;
    const content = "bytes" in file ? file.bytes : file.text;
    this.folder.add(path, () => content);
    if (triggers) {
      triggers[file.target] = fingerprint(content);
    }
    const name = fileName(file);
    this.landing.push({ name, path, trigger: triggers && file.target, isOwn: true });
    // byte for byte: Terraform would change a text's accents to composed characters (NFC)
    if ("bytes" in file || file.values.length === 0) {
      return [name, fileContent(path)];
    }
    if (triggers) {
      for (const { trigger } of file.values) {
        triggers[trigger.label] = trigger.value;
      }
    }
    const expressions = Object.fromEntries(file.values.map(({ name, expression }) => [name, expression]));
    return [name, Fn.base64encode(Fn.templatefile(path, expressions))];
  }
}

/** Cached, because a script is the same for all nodes. */
const fingerprints = new Map<ScriptName, string>();

function fingerprintOf(script: ScriptName, text: string): string {
  const known = fingerprints.get(script) ?? fingerprint(text);
  fingerprints.set(script, known);
  return known;
}
