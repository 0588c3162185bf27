import { plainValue, variableName } from "../../templates/apply-value";
import type { Peer } from "./peer";

/** A range of IPv6 addresses as a peer, e.g. `2001:db8::/64`. */
export function ipv6Range(cidr: string): Peer {
  // a sign for `::`, without which 1::2/128 and 1:2::/128 would be one
  const label = cidr.replace("::", ":x:").replace(/[^A-Za-z0-9]+/g, "_");
  const range = plainValue(variableName(label, "range"), `range of ${cidr}`, cidr);
  return { id: cidr, label, kind: "network", addresses: { ipv6: range }, domain: undefined };
}
