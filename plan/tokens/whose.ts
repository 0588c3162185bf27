import type { Position } from "../findings/diagnostic";
import type { KnownLocation, KnownNode } from "../names/names";

/** Whose text it is: a node's, a location's, or (without either) the whole plan's. */
export interface Whose {
  readonly location?: KnownLocation;
  readonly node?: KnownNode | undefined;
  /** The balancer whose information it is. */
  readonly balancer?: KnownBalancer | undefined;
}

/** A balancer, as far as its information may say of it. */
export interface KnownBalancer {
  /** As in a `BalancerReference`. */
  readonly id: string;
  readonly name: string;
  readonly port: number;
  /** Where its name and its port come from. */
  readonly from: { readonly name: readonly Position[]; readonly port: readonly Position[] };
}
