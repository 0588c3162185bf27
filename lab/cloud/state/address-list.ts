import type { DomainResource } from "./resource";

/** An address, a range of addresses (`end`) or a network (`prefixSize`). */
export interface AddressEntry {
  readonly begin: string;
  readonly end?: string;
  readonly prefixSize?: number;
}

/** An IP address list that firewall rules can name. Source: network/ipAddressList, 2.2. */
export interface AddressList extends DomainResource {
  description: string;
  readonly ipVersion: "IPV4" | "IPV6";
  entries: readonly AddressEntry[];
  childIds: readonly string[];
}
