import type { ApplyValue } from "../../templates/apply-value";
import type { NodeFile, RawFile, Step as StepFolder } from "../../templates/node-file";
import type { ScriptName } from "../../templates/scripts/script";
import type { MachineResource } from "./machine-resource";

/** A script of a step. */
export interface Run {
  readonly script: ScriptName;
  /**
   * Its arguments, asked for when the stack is synthesized.
   * @default - none
   */
  readonly words?: () => readonly string[];
  /**
   * Whether the node restarts at the end of the script: what comes after it runs over a new connection.
   * @default false
   */
  readonly restarts?: boolean;
}

/** A step that another one waits for: one of the same node by its id, or one of any node. */
export type StepReference = string | MachineResource;

/** What a step waits for, and why it would run again. */
export interface StepOrder {
  /**
   * Steps that it runs after, and again whenever they have run again, by a word for readers of its triggers.
   * @default - none
   */
  readonly after?: Readonly<Record<string, StepReference>>;
  /**
   * Steps that it runs after, but not again because of them.
   * @default - none
   */
  readonly waits?: readonly StepReference[];
  /**
   * Further reasons to run again, asked for when the stack is synthesized.
   * @default - none
   */
  readonly triggers?: Readonly<Record<string, () => string>>;
}

/** A part of a step on a node: whoever has something to do in another's step adds one. */
export interface StepPart extends StepOrder {
  /**
   * Files for the node, asked for when the stack is synthesized.
   * @default - none
   */
  readonly files?: () => readonly (NodeFile | RawFile)[];
  /**
   * Values that become a file each, such as a certificate, by the file's name in the step's folder.
   * @default - none
   */
  readonly values?: Readonly<Record<string, ApplyValue>>;
  /**
   * Scripts that run before the other scripts of all parts: what refuses before anything is written.
   * @default - none
   */
  readonly checks?: readonly Run[];
  /**
   * Scripts that run on the node as root.
   * @default - none
   */
  readonly runs?: readonly Run[];
}

/** A step that uploads files and runs scripts on a node, as data. */
export interface NodeStepData extends StepPart {
  readonly on: "node";
  /** Id of its construct, by which its runs are noted. */
  readonly id: string;
  /**
   * Folder of its files, on the node and in the output.
   * @default - `id`, which must be one of the folders then
   */
  readonly folder?: StepFolder;
  /** What a run does to a node that is in use, for readers of a plan. */
  readonly effect: string;
  /** Whether another text of its files or scripts runs it again. False for steps of a first deployment. */
  readonly rerunsWithFiles: boolean;
}

/** A step that runs a script on the operator's machine, as data. */
export interface OperatorStepData extends StepOrder {
  readonly on: "operator";
  readonly id: string;
  readonly effect: string;
  readonly script: ScriptName;
  /**
   * Scripts that the script reads from the folder that it lies in.
   * @default - none
   */
  readonly others?: readonly ScriptName[];
  /** Environment of the script. Nothing in it may be marked as sensitive: Terraform would suppress what the script says. */
  readonly environment: Readonly<Record<string, string>>;
}

export type StepData = NodeStepData | OperatorStepData;
