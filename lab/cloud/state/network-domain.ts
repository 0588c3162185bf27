import type { DomainPlan } from "../../../platform/limits";
import type { Resource } from "./resource";

/** A network domain. Source: network/networkDomain, 2.4. */
export interface NetworkDomain extends Resource {
  name: string;
  description: string;
  type: DomainPlan;
  /** Source address of the domain's outgoing traffic (SNAT). */
  readonly snatIpv4Address: string;
  /** Ids of the domain's firewall rules, first match first. */
  firewallOrder: string[];
}
