import { parseIpv6Range } from "../../platform/addresses/ipv6";
import { Refusal } from "../../platform/refusal";
import { plainValue, variableName } from "../../templates/apply-value";
import type { Peer } from "./peer";

/**
 * A range of IPv6 addresses as a peer, e.g. `2001:db8::/64`.
 * @throws Refusal if `cidr` is not such a range
 */
export function ipv6Range(cidr: string): Peer {
  if (parseIpv6Range(cidr) === undefined) {
    throw new Refusal(`range is "${cidr}"; it takes IPv6 addresses in CIDR form, e.g. 2001:db8::/64`);
  }
  // marks `::`: without it, 1::2/128 and 1:2::/128 would have the same label
  const label = cidr.replace("::", ":x:").replace(/[^A-Za-z0-9]+/g, "_");
  const range = plainValue(variableName(label, "range"), `range of ${cidr}`, cidr);
  return { id: cidr, label, kind: "network", addresses: { ipv6: range }, domain: undefined };
}
