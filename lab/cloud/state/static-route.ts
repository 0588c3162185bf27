import type { DomainResource } from "./resource";

/** A static route of a network domain. Source: network/staticRoute, 2.9. */
export interface StaticRoute extends DomainResource {
  readonly description: string;
  readonly ipVersion: "IPV4" | "IPV6";
  readonly destinationNetworkAddress: string;
  readonly destinationPrefixSize: number;
  readonly nextHopAddress: string;
  /** The VLAN that contains the next hop. */
  readonly nextHopAddressVlanId: string;
}
