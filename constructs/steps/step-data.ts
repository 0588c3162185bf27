import type { ApplyValue } from "../../templates/apply-value";
import type { NodeFile, RawFile, Step as StepFolder } from "../../templates/node-file";
import type { ScriptName } from "../../templates/scripts/script";
import type { MachineResource } from "./machine-resource";

/** A script of a step. */
export interface Run {
  readonly script: ScriptName;
  /**
   * Its arguments, evaluated at synthesis.
   * @default - none
   */
  readonly words?: () => readonly string[];
  /**
   * Whether the node restarts at the end of the script: later scripts run over a new connection.
   * @default false
   */
  readonly restarts?: boolean;
}

/** A step that another one waits for: one of the same node by its id, or one of any node. */
export type StepReference = string | MachineResource;

/** What a step waits for, and why it would run again. */
export interface StepOrder {
  /**
   * Steps that it runs after, and again whenever they run again. The keys are words for readers of its triggers.
   * @default - none
   */
  readonly after?: Readonly<Record<string, StepReference>>;
  /**
   * Steps that it runs after, but not again because of them.
   * @default - none
   */
  readonly waits?: readonly StepReference[];
  /**
   * Further triggers, evaluated at synthesis.
   * @default - none
   */
  readonly triggers?: Readonly<Record<string, () => string>>;
}

/** A part of a step on a node: a contribution adds one to another contribution's step. */
export interface StepPart extends StepOrder {
  /**
   * Files for the node, evaluated at synthesis.
   * @default - none
   */
  readonly files?: () => readonly (NodeFile | RawFile)[];
  /**
   * Values that are each written to a file, such as a certificate, by the file's name in the step's folder.
   * @default - none
   */
  readonly values?: Readonly<Record<string, ApplyValue>>;
  /**
   * Scripts that run before the other scripts of all parts, so that they can refuse before anything is written.
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
  /** Id of its construct, under which its runs are recorded. */
  readonly id: string;
  /**
   * Folder of its files, on the node and in the output.
   * @default - `id`, which then must be one of the folders
   */
  readonly folder?: StepFolder;
  /** What a run does to a node that is in use, for readers of a plan. */
  readonly effect: string;
  /** Whether a changed text of its files or scripts runs it again. False for steps of a first deployment. */
  readonly rerunsWithFiles: boolean;
}

/** A step that runs a script on the operator's machine, as data. */
export interface OperatorStepData extends StepOrder {
  readonly on: "operator";
  readonly id: string;
  readonly effect: string;
  readonly script: ScriptName;
  /**
   * Scripts that the script reads from its own folder.
   * @default - none
   */
  readonly others?: readonly ScriptName[];
  /**
   * Environment of the script. Nothing in it may be marked as sensitive: Terraform would suppress the script's output.
   */
  readonly environment: Readonly<Record<string, string>>;
}

export type StepData = NodeStepData | OperatorStepData;
