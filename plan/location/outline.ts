import type { Place, Position } from "../findings/diagnostic";
import type { FormerName } from "../names/former-names";
import type { KnownLocation } from "../names/names";
import type { Tree } from "../yaml/tree";

/**
 * A location before its parts are read: which parts exist, under which names, with defaults merged and ranges expanded.
 */
export interface LocationOutline {
  readonly known: KnownLocation;
  readonly at: Place;
  /** Whether anything of it is deployed. */
  readonly isDeployed: boolean;
  /** Host of the API, where it is not the region's public one. */
  readonly apiHost: { readonly host: string; readonly at: Position } | undefined;
  readonly domains: readonly DomainOutline[];
  /** Information of the location, then of its blueprints. */
  readonly information: readonly Tree[];
}

/** A tree, and the place where it is named. */
export interface Named {
  readonly tree: Tree;
  readonly at: Position;
}

/** A network domain, as all blueprints that name it describe it. */
export interface DomainOutline {
  readonly name: string;
  /** Descriptions of the domain, one a blueprint. */
  readonly descriptions: readonly Named[];
  readonly networks: readonly NetworkOutline[];
}

export interface NetworkOutline {
  readonly name: string;
  readonly at: Position;
  /** Former names, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Descriptions of the network, one per blueprint. */
  readonly descriptions: readonly Named[];
  readonly nodes: readonly NodeOutline[];
  /** What its blueprints say of balancing. */
  readonly balancing: readonly BalancingOutline[];
}

/** What a blueprint says of balancing, and the nodes among which connections are divided. */
export interface BalancingOutline {
  readonly blueprint: string;
  /** Where the blueprint is named. */
  readonly named: Position;
  /** Where its balancers are. */
  readonly at: Position;
  readonly balancers: Tree | undefined;
  readonly pool: Tree | undefined;
  /** Names of the blueprint's nodes. */
  readonly nodes: readonly string[];
}

export interface NodeOutline extends Named {
  readonly name: string;
  /** Former names, the newest first. */
  readonly formerNames: readonly FormerName[];
  /** Whether the name is valid and free. */
  readonly named: boolean;
}

/** All networks of a location, whatever their network domain. */
export function networksOf({ domains }: Pick<LocationOutline, "domains">): readonly NetworkOutline[] {
  return domains.flatMap(({ networks }) => networks);
}
