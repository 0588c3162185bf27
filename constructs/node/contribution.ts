import type { FirstBootScript } from "../../templates/boot";
import type { CloudConfig } from "../../templates/guest/guest-boot";
import type { Fill } from "../../templates/node-file";
import type { StepData, StepPart } from "../steps/step-data";

/**
 * What somebody has done on a node: the node itself (`base`), a database, whatever comes. Contextualisation puts the
 * contributions of a node together, in the order in which they come; none of them knows the others.
 */
export interface Contribution {
  /** Who contributes, for messages; one of a kind on a node. */
  readonly name: string;
  /**
   * Packages of the distribution that cloud-init installs at the first boot.
   * @default - none
   */
  readonly packages?: readonly string[];
  /**
   * A part of cloud-init's user-data, asked for when the stack is synthesized: mappings are merged, lists are joined, and
   * a value that two contributions set differently is refused. No secret may be in it: cloud-init keeps user-data readable.
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
   * What the script of the first boot does once the packages are installed.
   * @default - nothing
   */
  readonly firstBoot?: FirstBootScript;
  /**
   * Steps of its own, in any order: each names what it waits for.
   * @default - none
   */
  readonly steps?: readonly StepData[];
  /**
   * What it adds to steps of other contributions, by their ids.
   * @default - nothing
   */
  readonly within?: Readonly<Record<string, StepPart>>;
}
