import { Fn } from "cdktf";
import type { ApplyValue } from "../../templates/apply-value";
import type { NodeFile, RawFile } from "../../templates/node-file";
import { renderScript, type ScriptName } from "../../templates/scripts/script";
import type { OutputFolder } from "../stack/output-folder";
import { fingerprint } from "../words/naming";

/** Files of a step, asked for when the stack is synthesized. */
interface Upload {
  readonly files: () => readonly (NodeFile | RawFile)[];
  /** Whether another text or value runs the step again. */
  readonly isTrigger: boolean;
}

/** A file's name on the node, and an expression of its content in base64. */
type NamedContent = [name: string, content: string];

/** What a step brings to its node. Each file is a reason to run the step again, unless it is said to be none. */
export class StepFiles {
  private readonly uploads: Upload[] = [];
  private readonly values: { readonly name: string; readonly value: ApplyValue }[] = [];

  /**
   * @param output where files are written for Terraform
   * @param folder the node's, below the output
   * @param addTrigger adds a reason to run the step again
   */
  constructor(
    private readonly output: OutputFolder,
    private readonly folder: string,
    private readonly addTrigger: (label: string, value: () => string) => void,
  ) {}

  add(upload: Upload): void {
    this.uploads.push(upload);
  }

  /** A value that is a file of its own, such as a certificate. */
  addValue(name: string, value: ApplyValue): void {
    this.values.push({ name, value });
  }

  /**
   * Writes the texts into the stack's folder.
   * @param scripts scripts that the step brings, and whether another text of one is a reason to run again
   */
  contents(scripts: ReadonlyMap<ScriptName, boolean>): Readonly<Record<string, string>> {
    return Object.fromEntries([
      ...[...scripts].map(([script, isTrigger]) => this.contentOfScript(script, isTrigger)),
      ...this.uploads.flatMap(({ files, isTrigger }) =>
        files().map((file): NamedContent => [nameOnNode(file), this.contentOf(file, isTrigger)]),
      ),
      ...this.values.map(({ name, value }) => this.contentOfValue(name, value)),
    ]);
  }

  private contentOfScript(script: ScriptName, isTrigger: boolean): NamedContent {
    const path = `scripts/${script}.sh`;
    const text = renderScript(script);
    this.output.share(path, () => text);
    if (isTrigger) this.addTrigger(`${script}.sh`, () => fingerprint(text));
    return [`${script}.sh`, Fn.filebase64(path)];
  }

  private contentOfValue(name: string, { trigger, expression }: ApplyValue): NamedContent {
    this.addTrigger(trigger.label, () => trigger.value);
    return [name, Fn.base64encode(expression)];
  }

  private contentOf(file: NodeFile | RawFile, isTrigger: boolean): string {
    const path = `${this.folder}/${file.name}`;
    const content = "bytes" in file ? file.bytes : file.text;
    this.output.add(path, () => content);
    if (isTrigger) this.addTrigger(file.target, () => fingerprint(content));
    // as it is, to the byte: Terraform would bring accents of a text into their composed form
    if ("bytes" in file || file.values.length === 0) return Fn.filebase64(path);
    if (isTrigger) for (const { trigger } of file.values) this.addTrigger(trigger.label, () => trigger.value);
    const expressions = Object.fromEntries(file.values.map(({ name, expression }) => [name, expression]));
    return Fn.base64encode(Fn.templatefile(path, expressions));
  }
}

function nameOnNode({ name }: Pick<NodeFile, "name">): string {
  return name.replace(/^[^/]*\//, "").replace(/\.tftpl$/, "");
}
