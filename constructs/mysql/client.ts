import type { NetworkBase } from "../network/network-base";
import type { Peer } from "../network/peer";
import { ipv6Range } from "../network/range";

/** A network whose machines may connect to a database over IPv6: one of the stack's, or a range in CIDR form. */
export type MysqlClient = { readonly network: NetworkBase } | { readonly cidr: string };

/** The peer that a client connects from. */
export function peerOf(client: MysqlClient): Peer {
  return "network" in client ? client.network : ipv6Range(client.cidr);
}
