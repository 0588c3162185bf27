import type { Resource } from "./resource";

/** A NAT rule: translates a public address to a private one, in both directions. Source: network/natRule, 2.9. */
export interface NatRule extends Resource {
  readonly networkDomainId: string;
  readonly internalIp: string;
  readonly externalIp: string;
}
