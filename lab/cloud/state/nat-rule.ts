import type { Resource } from "./resource";

/** A NAT rule: a public address stands for a private one, both ways. Source: network/natRule, 2.9. */
export interface NatRule extends Resource {
  readonly networkDomainId: string;
  readonly internalIp: string;
  readonly externalIp: string;
}
