import type { ApplyValue } from "../apply-value";
import { type NodeFile, nodeFile } from "../node-file";
import hosts from "./client-hosts.py.ejs";

/**
 * Ranges that clients of the database connect from, one per line. None: users can log in only at the node itself.
 * @param ranges IPv6 in CIDR form, each with a prefix that is a multiple of 16
 */
export function mysqlClients(ranges: readonly ApplyValue[]): NodeFile {
  return nodeFile({
    name: "source/clients",
    target: "ranges that clients come from",
    text: (fill) =>
      ["# IPv6 ranges that clients of the database come from", ...ranges.map(fill)].map((line) => `${line}\n`).join(""),
  });
}

/** The program that turns those ranges into hosts of MySQL accounts, which are matched as text. */
export function clientHosts(): NodeFile {
  return nodeFile({ name: "source/client-hosts", target: "hosts of accounts from ranges", text: hosts });
}
