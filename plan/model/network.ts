import type { DomainPlan, RouterAddresses } from "../../platform/limits";
import type { Place } from "../findings/diagnostic";
import type { Balancer, Pool } from "./balancing";
import type { Node } from "./node";
import type { Accept } from "./traffic";

export interface NetworkDomain {
  readonly name: string;
  readonly description: string;
  readonly service: DomainPlan;
  /** Maximum number of public IPv4 addresses that the plan may take; `auto`: no limit. Default: 2, as in plumbery. */
  readonly ipv4: number | "auto";
  readonly at: Place;
}

/** A VLAN. */
export interface Network {
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly name: string;
  /** Name of its network domain. */
  readonly domain: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  readonly description: string;
  /** Private IPv4 range, base address and prefix size, e.g. 10.1.0.0 and 24. */
  readonly ipv4: { readonly address: string; readonly prefixSize: number };
  /** `destroy: never`: Terraform refuses to destroy the VLAN. */
  readonly protected: boolean;
  /** At which end of the range the platform's routers have their addresses. */
  readonly routers: RouterAddresses;
  readonly accept: readonly Accept[];
  /** Private IPv4 addresses that the platform gives to no server. */
  readonly reserved: readonly Reserved[];
  readonly nodes: readonly Node[];
  /** Pools of the network's blueprints, and what listens for them. */
  readonly pools: readonly Pool[];
  readonly balancers: readonly Balancer[];
  readonly at: Place;
}

/** A private IPv4 address that is kept for something outside of the plan. */
export interface Reserved {
  readonly address: string;
  readonly at: Place;
}
