import { Fn } from "cdktf";
import type { NodeFile, RawFile } from "../templates/node-file";
import { renderScript, type ScriptName } from "../templates/scripts/script";
import { fingerprint } from "./naming";
import type { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import type { Value } from "./value";

/** Files of a step, and what fills their variables. Both are asked for when the stack is synthesized. */
interface Upload {
  readonly files: () => readonly (NodeFile | RawFile)[];
  readonly values: () => Readonly<Record<string, Value>>;
  /** Whether another text or value runs the step again. */
  readonly isReason: boolean;
}

/** A file's name on the node, and an expression of its content in base64. */
type NamedContent = [name: string, content: string];

/** What a step brings to its node. Each file is a reason to run the step again, unless it is said to be none. */
export class StepFiles {
  private readonly uploads: Upload[] = [];
  private readonly values: { readonly name: string; readonly value: Value }[] = [];

  /**
   * @param path the step's place in the construct tree, for errors
   * @param because adds a reason to run again
   */
  constructor(
    private readonly owner: Node,
    private readonly path: string,
    private readonly because: (label: string, value: () => string) => void,
  ) {}

  add(upload: Upload): void {
    this.uploads.push(upload);
  }

  /** A value that is a file of its own, such as a certificate. */
  addValue(name: string, value: Value): void {
    this.values.push({ name, value });
  }

  /**
   * Writes the texts into the stack's folder.
   * @param scripts scripts that the step brings, and whether another text of one is a reason
   */
  contents(scripts: ReadonlyMap<ScriptName, boolean>): Readonly<Record<string, string>> {
    return Object.fromEntries([
      ...[...scripts].map(([script, isReason]) => this.contentOfScript(script, isReason)),
      ...this.uploads.flatMap((upload) => this.contentsOf(upload)),
      ...this.values.map(({ name, value }) => this.contentOfValue(name, value)),
    ]);
  }

  private contentOfScript(script: ScriptName, isReason: boolean): NamedContent {
    const path = `scripts/${script}.sh`;
    const text = renderScript(script);
    PlumblineStack.ofConstruct(this.owner).folder.share(path, () => text);
    if (isReason) this.because(`${script}.sh`, () => fingerprint(text));
    return [`${script}.sh`, Fn.filebase64(path)];
  }

  private contentsOf({ files, values, isReason }: Upload): NamedContent[] {
    const filled = values();
    return files().map((file) => [nameOnNode(file), this.contentOf(file, filled, isReason)]);
  }

  private contentOfValue(name: string, value: Value): NamedContent {
    this.because(value.trigger.label, () => value.trigger.value);
    return [name, Fn.base64encode(value.expression)];
  }

  private contentOf(file: NodeFile | RawFile, values: Readonly<Record<string, Value>>, isReason: boolean): string {
    const path = `${this.owner.folder}/${file.name}`;
    const content = "bytes" in file ? file.bytes : file.text;
    PlumblineStack.ofConstruct(this.owner).folder.add(path, () => content);
    if (isReason) this.because(file.becomes, () => fingerprint(content));
    // as it is, to the byte: Terraform would bring accents of a text into their composed form
    if ("bytes" in file || file.variables.length === 0) return Fn.filebase64(path);
    const expressions: Record<string, string> = {};
    for (const variable of file.variables) {
      const value = values[variable];
      if (value === undefined) throw new Error(`${this.path}: ${file.name} needs ${variable}, which nobody gives`);
      expressions[variable] = value.expression;
      if (isReason) this.because(value.trigger.label, () => value.trigger.value);
    }
    return Fn.base64encode(Fn.templatefile(path, expressions));
  }
}

function nameOnNode({ name }: Pick<NodeFile, "name">): string {
  return name.replace(/^[^/]*\//, "").replace(/\.tftpl$/, "");
}
