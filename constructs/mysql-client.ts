import type { Network } from "./network";
import { shown, type Value, variableOf } from "./value";

/** A network whose machines may connect to a database over IPv6: one of the stack's, or a range in CIDR form. */
export type MysqlClient = { readonly network: Network } | { readonly cidr: string };

/** Where a client connects from, as everyone needs it who lets it in. */
export interface ClientRange {
  /** For messages: `EU6::web` or the range. */
  readonly from: string;
  /** For names: `EU6_web`. */
  readonly label: string;
  /** Range in CIDR form. */
  readonly value: Value;
  /** The range itself where it is known now. */
  readonly cidr?: string;
}

export function clientRange(client: MysqlClient): ClientRange {
  if ("network" in client) {
    const { network } = client;
    const from = `${network.location.node.id}::${network.name}`;
    return { from, label: variableOf(from, "").replace(/_$/, ""), value: shown(`range of ${from}`, network.ipv6) };
  }
  const { cidr } = client;
  return {
    from: cidr,
    // a sign for `::`, without which 1::2/128 and 1:2::/128 would be one
    label: cidr.replace("::", ":x:").replace(/[^A-Za-z0-9]+/g, "_"),
    cidr,
    value: shown(`range of ${cidr}`, cidr),
  };
}
