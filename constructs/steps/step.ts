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
  /** Folder of its files, on the node and in the output. The node records its runs under the id of the construct. */
  readonly step: StepName;
  /** What a re-run does to a running node, for readers of a plan, e.g. "restarts mysqld if a static setting changed". */
  readonly effect: string;
  /** Whether a changed text of the step's own scripts runs it again. False for steps of a first deployment. */
  readonly rerunsWithScript: boolean;
}

/**
 * One step of a node: a `null_resource` that uploads files and runs scripts over SSH with a pinned host key. Its
 * triggers say why it would run again: the previous step, the text of each file, addresses, generations of secrets.
 */
export class Step extends MachineResource {
  private readonly stack: Deployment;
  private readonly uploads: Uploads;
  /** Scripts for each connection: if the node restarts in between, a new connection follows. */
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
        // only the key that Terraform made for the node is accepted
        hostKey: target.hostPublicKey,
        // Terraform fails if SSH_AUTH_SOCK names an agent that no longer runs, and offers a running agent's keys first;
        // cdktf's type is a string, which Terraform reads as false
        agent: "false",
        // time to connect: a node that restarts between two connections takes minutes
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

  /** Uploads node files; the step runs again if their texts or the triggers of their values change. */
  upload(files: () => readonly (NodeFile | RawFile)[]): void {
    this.uploads.add(files, "a trigger");
  }

  /** Uploads node files that matter only at the first run. */
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

  /** Runs all later scripts over a new connection, because the node restarts in between. */
  reconnect(): void {
    this.sessions.push([]);
  }

  /** Folder of its files on the node. */
  private get place(): string {
    return `${uploadsOf(this.target)}/${this.props.step}`;
  }

  /**
   * Fixes the uploads, scripts and triggers. It runs late because members of a replication join nodes that already
   * exist.
   */
  private complete(): void {
    const { contents, triggers, landing } = this.uploads.render(
      [...this.sessions.flat().map(({ script }) => script), PROGRESS],
      // a change in how runs are recorded must not run the step again
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
      // Terraform joins the lines into one sh script, in which only the last status would count without -e
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
   * The upload: all files in one, because Terraform opens a connection for each upload.
   * @param contents expressions of the files' contents in base64, by their names on the node
   */
  private bundle(contents: Readonly<Record<string, string>>): string {
    // a step that is left out needs no local, and the values that the local would read do not exist
    if (this.isLeftOut) {
      return "";
    }
    const path = `scripts/${UNPACK}.tftpl`;
    this.stack.folder.share(path, () => UNPACKS);
    const files = new TerraformLocal(this, "files", contents);
    return filledTemplate(path, { files: `local.${files.friendlyUniqueId}` });
  }

  /**
   * Records the beginning or the end of this run on the node; a run does not begin if an earlier step has not ended.
   */
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

/** Folder of the uploads on a node: mode 0700, created by `adopt`, with one folder for each step. */
function uploadsOf({ loginUser }: Target): string {
  return `${homeOf(loginUser)}/.plumbline`;
}

/** A run of another step, with that step's Terraform address, in the form of progress.sh. */
function nameRun(other: MachineResource): string {
  return `${other.stepName}=${other.id}@${other.address}`;
}
