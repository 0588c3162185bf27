import { late, nodeFile } from "../late";
import type { NodeFile, Variable } from "../node-file";
import hosts from "./client-hosts.py.ejs";

/** An IPv6 range in CIDR form whose prefix is a multiple of 16: known at apply (a variable holds it), or now. */
export type ClientRange = { readonly ipv6: Variable } | { readonly cidr: string };

/** Ranges that clients of the database come from, one a line. None: users log in at the node itself only. */
export function mysqlClients(ranges: readonly ClientRange[]): NodeFile {
  const lines = ranges.map((range) => ("ipv6" in range ? late(range.ipv6) : range.cidr));
  return nodeFile({
    name: "source/clients",
    becomes: "ranges that clients come from",
    text: ["# IPv6 ranges that clients of the database come from\n", ...lines.map((line) => `${line}\n`)].join(""),
  });
}

/** The program that turns those ranges into hosts of MySQL accounts, which are matched as text. */
export function clientHosts(): NodeFile {
  return nodeFile({ name: "source/client-hosts", becomes: "hosts of accounts from ranges", text: hosts });
}
