import type { Resource } from "./resource";

/**
 * An address of a VLAN that the platform gives to no NIC. Source: network/reservedPrivateIpv4Address and
 * reservedIpv6Address.
 */
export interface Reservation extends Resource {
  readonly vlanId: string;
  readonly ipVersion: "IPV4" | "IPV6";
  readonly ipAddress: string;
  readonly description: string;
}
