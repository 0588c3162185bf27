import type { Place } from "../findings/diagnostic";

/** A port or a range of ports; `begin` equals `end` for one port. */
export interface Port {
  readonly protocol: "tcp" | "udp";
  readonly begin: number;
  readonly end: number;
}

/** Traffic of the Internet that may reach a node over IPv4. */
export type Inbound = Port | { readonly protocol: "icmp" };

/** Traffic that a network accepts from another one, over IPv6 (and over IPv4 within one network domain). */
export interface Accept {
  /** Id of the other network, `LOCATION::NAME`. */
  readonly from: string;
  /** Accepted traffic: everything (plumbery's string form), or named ports and ICMPv6 (the long form). */
  readonly traffic: "everything" | { readonly ports: readonly Port[]; readonly icmp: boolean };
  readonly at: Place;
}
