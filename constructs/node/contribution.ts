import type { FirstBootScript } from "../../templates/boot";
import type { CloudConfig } from "../../templates/guest/guest-boot";
import type { Fill } from "../../templates/node-file";
import type { StepData, StepPart } from "../steps/step-data";

/**
 * What one part of a deployment does on a node: the node itself (`base`), a database, anything else. Contextualisation
 * combines a node's contributions in the order in which they are added; none of them knows the others.
 */
export interface Contribution {
  /** Name of the contribution, for messages; unique on a node. */
  readonly name: string;
  /**
   * Packages of the distribution that cloud-init installs at the first boot.
   * @default - none
   */
  readonly packages?: readonly string[];
  /**
   * A part of cloud-init's user-data, evaluated at synthesis: mappings are merged, lists are joined, and a value that
   * two contributions set differently is refused. It must not contain secrets, because cloud-init keeps user-data
   * readable.
   * @default - none
   */
  readonly userData?: (fill: Fill) => Readonly<Record<string, unknown>>;
  /**
   * What people want of cloud-init, in which secrets may be: it is obeyed where the node's own says otherwise, all but what
   * steps rely on. Asked for when the stack is synthesized; one contribution of a node has it.
   * @default - nothing
   */
  readonly cloudConfig?: () => CloudConfig;
  /**
   * What the script of the first boot does after the packages are installed.
   * @default - nothing
   */
  readonly firstBoot?: FirstBootScript;
  /**
   * Its own steps, in any order: each names what it waits for.
   * @default - none
   */
  readonly steps?: readonly StepData[];
  /**
   * Parts that it adds to steps of other contributions, by step id.
   * @default - nothing
   */
  readonly within?: Readonly<Record<string, StepPart>>;
}
