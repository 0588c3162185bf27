import { plainValue, variableName } from "../../templates/apply-value";
import type { Network } from "../network/network";
import type { Peer } from "../network/peer";

/** A network whose machines may connect to a database over IPv6: one of the stack's, or a range in CIDR form. */
export type MysqlClient = { readonly network: Network } | { readonly cidr: string };

/** Where clients connect from. */
export function peerOf(client: MysqlClient): Peer {
  if ("network" in client) return client.network;
  const { cidr } = client;
  // a sign for `::`, without which 1::2/128 and 1:2::/128 would be one
  const label = cidr.replace("::", ":x:").replace(/[^A-Za-z0-9]+/g, "_");
  const range = plainValue(variableName(label, "range"), `range of ${cidr}`, cidr);
  return { id: cidr, label, kind: "network", addresses: { ipv6: range }, domain: undefined };
}
