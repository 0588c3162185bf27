import type { Resource } from "@cdktf/provider-null/lib/resource";
import { Fn, TerraformLocal, type TerraformResource } from "cdktf";
import type { NodeFile, Step as StepName } from "../templates/node-file";
import { renderScript, type ScriptName } from "../templates/scripts/script";
import { UNPACK, UNPACKS } from "../templates/scripts/unpack";
import { MachineResource } from "./machine-resource";
import { fingerprint } from "./naming";
import type { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import type { Provisioner } from "./unfinished";
import type { Value } from "./value";

/** Where uploads land on a node: 0700, made by `adopt`, one folder for each step. */
const UPLOADS = "/home/ubuntu/.plumbline";

/** Files of a step, and what fills their variables. Both are asked for when the stack is synthesized. */
interface Upload {
  readonly files: () => readonly NodeFile[];
  readonly values: () => Readonly<Record<string, Value>>;
  /** Whether another text or value runs the step again. */
  readonly isReason: boolean;
}

/** A script and its arguments. */
interface Run {
  readonly script: ScriptName;
  readonly words: () => readonly string[];
}

export interface StepProps {
  /** What a re-run does to a running node, for readers of a plan, e.g. "restarts mysqld if a static setting changed". */
  readonly effect: string;
  /** Whether another text of the step's own scripts runs it again. False for steps of a first deployment. */
  readonly rerunsWithScript: boolean;
  /**
   * Id of the construct.
   * @default - the step's name
   */
  readonly id?: string;
}

/**
 * One step of a node: a `null_resource` that uploads files and runs scripts over SSH with a pinned host key. Its
 * triggers say why it would run again: the step before it, the text of each file, addresses, generations of secrets.
 */
export class Step extends MachineResource {
  private readonly stack: PlumblineStack;
  private readonly reasons = new Map<string, () => string>();
  private readonly uploads: Upload[] = [];
  private readonly contents: { readonly name: string; readonly value: Value }[] = [];
  /** What is run over each connection: a node that restarts in between is connected to again. */
  private readonly sessions: Run[][] = [[]];

  constructor(
    private readonly owner: Node,
    private readonly step: StepName,
    private readonly stepProps: StepProps,
  ) {
    const stack = PlumblineStack.ofConstruct(owner);
    super(owner, stepProps.id ?? step, {
      connection: {
        type: "ssh",
        host: owner.loginAddress,
        port: stack.sshPort.numberValue,
        user: "ubuntu",
        privateKey: stack.identity.deployer.privateKey,
        // the key that Terraform made for the node, and no other is believed
        hostKey: owner.hostKey.publicKey,
        // time to get a connection: a node that restarts between two connections takes minutes
        timeout: "15m",
        scriptPath: `${UPLOADS}/terraform_%RAND%.sh`,
      },
    });
    this.stack = stack;
    this.because("effect", () => stepProps.effect);
    stack.whenComplete(() => this.complete());
  }

  /** Adds a reason to run again. */
  because(label: string, value: () => string): void {
    this.reasons.set(label, value);
  }

  /** Runs after another step, and again whenever that one has run again. */
  after(label: string, other: Resource): void {
    this.because(`after ${label}`, () => other.id);
  }

  /** Runs after something else, but not again because of it. */
  wait(...others: readonly TerraformResource[]): void {
    const names = others.map((other) => `${other.terraformResourceType}.${other.friendlyUniqueId}`);
    this.dependsOn = [...(this.dependsOn ?? []), ...names];
  }

  /** Uploads node files; their texts and their values' triggers are reasons to run again. */
  upload(files: () => readonly NodeFile[], values: () => Readonly<Record<string, Value>> = () => ({})): void {
    this.uploads.push({ files, values, isReason: true });
  }

  /** Uploads node files that count at the first run only. */
  uploadOnce(files: () => readonly NodeFile[]): void {
    this.uploads.push({ files, values: () => ({}), isReason: false });
  }

  /** Uploads a value as a file of its own, such as a certificate. */
  uploadValue(name: string, value: Value): void {
    this.contents.push({ name, value });
  }

  /** Runs a script on the node as root. */
  run(script: ScriptName, words: () => readonly string[] = () => []): void {
    this.sessions.at(-1)?.push({ script, words });
  }

  /** As `run`, before all scripts that the step has so far. */
  runFirst(script: ScriptName, words: () => readonly string[] = () => []): void {
    this.sessions[0]?.unshift({ script, words });
  }

  /** What is run from here on is run over a new connection: the node restarts in between. */
  reconnect(): void {
    this.sessions.push([]);
  }

  /** Settles what is uploaded, run and watched. Only now, since members of a replication join nodes that stand already. */
  private complete(): void {
    const contents = [...this.scripts(), ...this.files(), ...this.values()];
    const bundle = `${UPLOADS}/${this.step}/${UNPACK}`;
    const sessions = this.sessions.map((runs, index) => {
      const lines = runs.map(({ script, words }) =>
        ["sudo", "bash", `${UPLOADS}/${this.step}/${script}.sh`, ...words()].join(" "),
      );
      const first = index === 0;
      // Terraform joins the lines into one sh script in which only the last status would count
      const inline = ["set -eu", ...(first ? [`sh ${bundle}`] : []), ...lines];
      const session: Provisioner = { type: "remote-exec", inline };
      return first ? [session] : [this.reach(), session];
    });
    this.does(
      [{ type: "file", destination: bundle, content: this.bundle(Object.fromEntries(contents)) }, ...sessions.flat()],
      Object.fromEntries([...this.reasons].map(([label, value]) => [label, value()])),
    );
  }

  /**
   * What Terraform uploads: all files in one, since it makes a connection for each upload.
   * @param contents expressions of the files' contents in base64, by their names on the node
   */
  private bundle(contents: Readonly<Record<string, string>>): string {
    // nobody reads a local of a step that is left out, nor is anything there for it to read
    if (this.isLeftOut) return "";
    const path = `scripts/${UNPACK}.tftpl`;
    this.stack.folder.share(path, () => UNPACKS);
    const files = new TerraformLocal(this, "files", contents);
    return Fn.templatefile(path, { files: files.expression });
  }

  /** Waits for the node to come back. */
  private reach(): Provisioner {
    this.stack.folder.share("scripts/reach.sh", () => renderScript("reach"));
    return {
      type: "local-exec",
      command: "bash scripts/reach.sh",
      environment: {
        NODE: this.owner.id,
        HOST: this.owner.loginAddress,
        PORT: this.stack.sshPort.stringValue,
      },
    };
  }

  private scripts(): [name: string, content: string][] {
    const names = new Set(this.sessions.flat().map(({ script }) => script));
    return [...names].map((script) => {
      const path = `scripts/${script}.sh`;
      const text = renderScript(script);
      this.stack.folder.share(path, () => text);
      if (this.stepProps.rerunsWithScript) this.because(`${script}.sh`, () => fingerprint(text));
      return [`${script}.sh`, Fn.filebase64(path)];
    });
  }

  private files(): [name: string, content: string][] {
    return this.uploads.flatMap(({ files, values, isReason }) => {
      const filled = values();
      return files().map((file): [string, string] => [nameOnNode(file), this.contentOf(file, filled, isReason)]);
    });
  }

  private values(): [name: string, content: string][] {
    return this.contents.map(({ name, value }) => {
      this.because(value.trigger.label, () => value.trigger.value);
      return [name, Fn.base64encode(value.expression)];
    });
  }

  private contentOf(file: NodeFile, values: Readonly<Record<string, Value>>, isReason: boolean): string {
    const path = `${this.owner.folder}/${file.name}`;
    this.stack.folder.add(path, () => file.text);
    if (isReason) this.because(file.becomes, () => fingerprint(file.text));
    // as it is, to the byte: Terraform would bring accents of a text into their composed form
    if (file.variables.length === 0) return Fn.filebase64(path);
    const expressions: Record<string, string> = {};
    for (const variable of file.variables) {
      const value = values[variable];
      if (value === undefined) throw new Error(`${this.node.path}: ${file.name} needs ${variable}, which nobody gives`);
      expressions[variable] = value.expression;
      if (isReason) this.because(value.trigger.label, () => value.trigger.value);
    }
    return Fn.base64encode(Fn.templatefile(path, expressions));
  }
}

function nameOnNode({ name }: NodeFile): string {
  return name.replace(/^[^/]*\//, "").replace(/\.tftpl$/, "");
}
