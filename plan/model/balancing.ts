import type { BalanceMethod, PoolMonitor } from "../../platform/load-balancing";
import type { Place, Position } from "../findings/diagnostic";
import type { Text } from "./text";
import type { Port } from "./traffic";

/** The nodes of a blueprint, among which the platform's load balancer divides connections. Its place is the blueprint's. */
export interface Pool {
  /** `LOCATION::BLUEPRINT`. */
  readonly id: string;
  /** Its name in the platform: `BLUEPRINT.eu6.pool`. */
  readonly name: string;
  readonly description: string;
  readonly method: BalanceMethod;
  /** Whether a client comes back to the member that it had before. */
  readonly persistent: boolean;
  /** How the platform finds out whether a member answers; undefined: it does not. */
  readonly healthMonitor?: PoolMonitor;
  /** Ids of its members, `LOCATION::NAME`. */
  readonly members: readonly string[];
  readonly at: Place;
}

/** Where the platform's load balancer listens for the nodes of a blueprint. */
export interface Balancer {
  /** `LOCATION::BLUEPRINT::NAME`. */
  readonly id: string;
  /** Its name below its location: `BLUEPRINT NAME`. */
  readonly label: string;
  /** Where its blueprint is named. */
  readonly blueprint: Position;
  /** Its name in the platform: `NAME.BLUEPRINT.eu6.balancer`. */
  readonly name: string;
  readonly port: Port;
  /** The address that it listens at; undefined: a public one that is free. */
  readonly address?: string;
  /** Id of its pool; undefined: it sends nobody anything. */
  readonly pool?: string;
  readonly information: readonly Text[];
  readonly at: Place;
}
