import { TerraformLocal } from "cdktf";
import type { Construct } from "constructs";
import { homeOf } from "../../platform/baseline/login";
import type { ApplyValue } from "../../templates/apply-value";
import type { NodeFile, RawFile, Step as StepName } from "../../templates/node-file";
import { renderScript, type ScriptName } from "../../templates/scripts/script";
import { UNPACK, UNPACKS } from "../../templates/scripts/unpack";
import { Deployment } from "../stack/deployment";
import { filledTemplate } from "../words/expression";
import { MachineResource, RUN_ID } from "./machine-resource";
import type { Provisioner } from "./step-marker";
import type { Target } from "./target";
import { Uploads } from "./uploads";

const PROGRESS: ScriptName = "progress";

/** A script and its arguments. */
interface Run {
  readonly script: ScriptName;
  readonly words: () => readonly string[];
}

export interface StepProps {
  readonly target: Target;
  /** Folder of its files, on the node and in the output. The id of the construct is what its runs are noted by. */
  readonly step: StepName;
  /** What a re-run does to a running node, for readers of a plan, e.g. "restarts mysqld if a static setting changed". */
  readonly effect: string;
  /** Whether another text of the step's own scripts runs it again. False for steps of a first deployment. */
  readonly rerunsWithScript: boolean;
}

/**
 * One step of a node: a `null_resource` that uploads files and runs scripts over SSH with a pinned host key. Its
 * triggers say why it would run again: the step before it, the text of each file, addresses, generations of secrets.
 */
export class Step extends MachineResource {
  private readonly stack: Deployment;
  private readonly uploads: Uploads;
  /** What is run over each connection: a node that restarts in between is connected to again. */
  private readonly sessions: Run[][] = [[]];
  private readonly target: Target;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: StepProps,
  ) {
    const stack = Deployment.of(scope);
    const { target } = props;
    super(scope, id, {
      target,
      connection: {
        type: "ssh",
        host: target.loginAddress,
        port: stack.sshPort.numberValue,
        user: target.loginUser,
        privateKey: stack.identity.deployer.privateKey,
        // the key that Terraform made for the node, and no other is believed
        hostKey: target.hostPublicKey,
        // Terraform fails where SSH_AUTH_SOCK names an agent that is gone, and offers its keys first where it is there;
        // a text by cdktf's types, and false to Terraform
        agent: "false",
        // time to get a connection: a node that restarts between two connections takes minutes
        timeout: "15m",
        scriptPath: `${uploadsOf(target)}/terraform_%RAND%.sh`,
      },
    });
    this.stack = stack;
    this.target = target;
    this.uploads = new Uploads(stack.folder, target.folder);
    this.addTrigger("effect", () => props.effect);
    stack.whenComplete(this, () => this.complete());
  }

  /** Uploads node files; their texts and what their values are triggered by are reasons to run again. */
  upload(files: () => readonly (NodeFile | RawFile)[]): void {
    this.uploads.add(files, "a trigger");
  }

  /** Uploads node files that count at the first run only. */
  uploadOnce(files: () => readonly (NodeFile | RawFile)[]): void {
    this.uploads.add(files, "no trigger");
  }

  /** Uploads a value as a file of its own, such as a certificate. */
  uploadValue(name: string, value: ApplyValue): void {
    this.uploads.addValue(name, value);
  }

  /** Runs a script on the node as root. */
  run(script: ScriptName, words: () => readonly string[] = () => []): void {
    this.sessions.at(-1)?.push({ script, words });
  }

  /** What is run from here on is run over a new connection: the node restarts in between. */
  reconnect(): void {
    this.sessions.push([]);
  }

  /** Folder of its files on the node. */
  private get place(): string {
    return `${uploadsOf(this.target)}/${this.props.step}`;
  }

  /** Settles what is uploaded, run and watched. Only now, since members of a replication join nodes that stand already. */
  private complete(): void {
    const { contents, triggers, landing } = this.uploads.render(
      [...this.sessions.flat().map(({ script }) => script), PROGRESS],
      // how a run is noted is no reason to do it again
      (script) => this.props.rerunsWithScript && script !== PROGRESS,
    );
    this.landing = landing.map((file) => ({ ...file, name: `${this.props.step}/${file.name}` }));
    const bundle = `${this.place}/${UNPACK}`;
    const sessions = this.sessions.map((runs, index) => {
      const lines = runs.map(({ script, words }) =>
        ["sudo", "bash", `${this.place}/${script}.sh`, ...words()].join(" "),
      );
      const first = index === 0;
      const last = index === this.sessions.length - 1;
      const begins = [`sh ${bundle}`, this.progress("begin", this.predecessors.map(nameRun))];
      // Terraform joins the lines into one sh script in which only the last status would count
      const inline = ["set -eu", ...(first ? begins : []), ...lines, ...(last ? [this.progress("end")] : [])];
      const session: Provisioner = { type: "remote-exec", inline };
      return first ? [session] : [this.reach(), session];
    });
    this.provision(
      [{ type: "file", destination: bundle, content: this.bundle(contents) }, ...sessions.flat()],
      triggers,
    );
  }

  /**
   * What Terraform uploads: all files in one, since it makes a connection for each upload.
   * @param contents expressions of the files' contents in base64, by their names on the node
   */
  private bundle(contents: Readonly<Record<string, string>>): string {
    // nobody reads a local of a step that is left out, nor is anything there for it to read
    if (this.isLeftOut) {
      return "";
    }
    const path = `scripts/${UNPACK}.tftpl`;
    this.stack.folder.share(path, () => UNPACKS);
    const files = new TerraformLocal(this, "files", contents);
    return filledTemplate(path, { files: `local.${files.friendlyUniqueId}` });
  }

  /** Notes the beginning or the end of this run on the node; it does not begin where an earlier step has no end. */
  private progress(act: "begin" | "end", earlier: readonly string[] = []): string {
    const words = [`${this.place}/${PROGRESS}.sh`, act, `${this.stepName}=${RUN_ID}`, ...earlier];
    return ["sudo", "bash", ...words].join(" ");
  }

  /** Waits for the node to come back. */
  private reach(): Provisioner {
    this.stack.folder.share("scripts/reach.sh", () => renderScript("reach"));
    return {
      type: "local-exec",
      command: "bash scripts/reach.sh",
      environment: {
        NODE: this.target.id,
        HOST: this.target.loginAddress,
        PORT: this.stack.sshPort.stringValue,
      },
    };
  }
}

/** Where uploads land on a node: 0700, made by `adopt`, one folder for each step. */
function uploadsOf({ loginUser }: Target): string {
  return `${homeOf(loginUser)}/.plumbline`;
}

/** A run of another step, and where Terraform has it, as progress.sh takes both. */
function nameRun(other: MachineResource): string {
  return `${other.stepName}=${other.id}@${other.address}`;
}
