import type { Catalogue } from "./catalogue";
import type { Clock } from "./clock";
import type { CloudEmitter } from "./events";
import type { Settings } from "./settings";
import type { Organisation } from "./state/organisation";

/** What an operation sees of the cloud, besides its own request. */
export interface CloudView {
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly events: CloudEmitter;
  /** All organisations of a region: they share the region's public addresses. */
  organisationsIn(region: string): readonly Organisation[];
  /** Makes sure that the organisation's pending work completes when it is due. */
  wake(organisation: Organisation, due: number): void;
}
