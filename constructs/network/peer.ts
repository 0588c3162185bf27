import type { IConstruct } from "constructs";
import type { ApplyValue } from "../../templates/apply-value";

/** A family of addresses. */
export type Family = "ipv6" | "ipv4";

/** Who sends or receives traffic: a node, a network, or a range of addresses. */
export interface Peer {
  /** For people: `NA9::sql2`, `2001:db8::/64`. */
  readonly id: string;
  /** For names in Terraform and of firewall rules: `NA9_sql2`. */
  readonly label: string;
  /**
   * Former labels, the newest first: ids that contain the label change with it.
   * @default - none
   */
  readonly formerLabels?: readonly string[];
  /** How a rule of the platform refers to it: by one address, or by a range `base/prefix`. */
  readonly kind: "address" | "network";
  /** Its addresses; private IPv4 addresses are valid only within the network domain. */
  readonly addresses: Readonly<Partial<Record<Family, ApplyValue>>>;
  /** Its network domain. Undefined: it is in none of the stack's. */
  readonly domain: IConstruct | undefined;
}

/** A peer that accepts traffic: the construct that its firewall rules belong to. */
export interface Receiver extends Peer, IConstruct {
  /** Its name within its location. */
  readonly name: string;
  /** Public IPv4 address, as an expression; undefined without one. */
  readonly publicIpv4?: string | undefined;
}

/** Every IPv4 address; for a login only the operators' addresses, if any are listed. */
export const INTERNET = "the Internet";
