import type { IConstruct } from "constructs";
import type { ApplyValue } from "../../templates/apply-value";

/** A family of addresses. */
export type Family = "ipv6" | "ipv4";

/** Who sends or receives traffic: a node, a network, or a range of addresses. */
export interface Peer {
  /** For people: `NA9::slave-sql`, `2001:db8::/64`. */
  readonly id: string;
  /** For names in Terraform and of firewall rules: `NA9_slave_sql`. */
  readonly label: string;
  /**
   * Labels that it had before, the newest first: ids that are made of them change with it.
   * @default - none
   */
  readonly formerLabels?: readonly string[];
  /** How a rule of the platform names it: by one address, or by a range `base/prefix`. */
  readonly kind: "address" | "network";
  /** What it is reached by; private addresses of IPv4 count within the network domain alone. */
  readonly addresses: Readonly<Partial<Record<Family, ApplyValue>>>;
  /** The network domain that it is in. Undefined: none of the stack's. */
  readonly domain: IConstruct | undefined;
}

/** A peer that traffic is let in to: the construct that the rules belong to. */
export interface Receiver extends Peer, IConstruct {
  /** Its name within its location. */
  readonly name: string;
  /** Public IPv4 address, as an expression; undefined without one. */
  readonly publicIpv4?: string | undefined;
}

/** Everybody who has an IPv4 address; for a login the operators alone, where there are any. */
export const INTERNET = "the Internet";
