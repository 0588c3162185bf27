import { contains, formatIpv4, type Ipv4Range, lastOf, networkOf, parseIpv4 } from "../../../platform/addresses/ipv4";
import type { DomainResource } from "./resource";

/** A VLAN with its private IPv4 range and its IPv6 /64. Source: network/vlan, 2.9. */
export interface Vlan extends DomainResource {
  name: string;
  description: string;
  /** Network address, e.g. 10.0.0.0. */
  readonly ipv4Address: string;
  ipv4PrefixSize: number;
  /** First four groups of the /64, e.g. 2001:db8:6:1153. */
  readonly ipv6Prefix: string;
  /** Undefined for a detached VLAN. */
  readonly gatewayAddressing: "LOW" | "HIGH" | undefined;
  readonly ipv4GatewayAddress: string;
}

/** The private IPv4 range of a VLAN. */
export function ipv4RangeOf(vlan: Pick<Vlan, "ipv4Address" | "ipv4PrefixSize">): Ipv4Range {
  return { address: parseIpv4(vlan.ipv4Address) ?? 0, prefixSize: vlan.ipv4PrefixSize };
}

/** Number of addresses that the platform reserves at the gateway's end of a range. Source: vendor documentation. */
const KEPT = 3;

/**
 * The first and last address that a NIC can have. Network and broadcast address are excluded; an attached VLAN also
 * reserves .1 to .3 (LOW) or .252 to .254 (HIGH) of its range for its gateways.
 */
export function hostsOf(vlan: Vlan): { readonly first: number; readonly last: number } {
  const range = ipv4RangeOf(vlan);
  const first = networkOf(range).address + 1;
  const last = lastOf(range) - 1;
  return {
    first: vlan.gatewayAddressing === "LOW" ? first + KEPT : first,
    last: vlan.gatewayAddressing === "HIGH" ? last - KEPT : last,
  };
}

/** The address of an attached VLAN's gateway. */
export function attachedGateway(range: Ipv4Range, addressing: "LOW" | "HIGH"): string {
  return formatIpv4(addressing === "LOW" ? networkOf(range).address + 1 : lastOf(range) - 1);
}

/** Whether a NIC of this VLAN can have this IPv4 address. */
export function isHostOf(vlan: Vlan, address: number): boolean {
  const { first, last } = hostsOf(vlan);
  const isGateway = vlan.ipv4GatewayAddress === formatIpv4(address);
  return contains(ipv4RangeOf(vlan), address) && first <= address && address <= last && !isGateway;
}
