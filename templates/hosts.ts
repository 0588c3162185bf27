import template from "./hosts.ejs";
import { late, nodeFile } from "./late";
import type { NodeFile, Variable } from "./node-file";
import { render } from "./render";

/** A node as the others know it. */
export interface HostEntry {
  /** Host name, one label. */
  readonly name: string;
  /** Variable that holds its IPv6 address, in any form. */
  readonly ipv6: Variable;
}

/** The block that `configure` keeps in `/etc/hosts`: names of nodes with their IPv6 addresses. */
export function hostsFile(props: { readonly self: HostEntry; readonly peers: readonly HostEntry[] }): NodeFile {
  const entries = [props.self, ...props.peers].map(({ name, ipv6 }) => ({ name, ipv6: late(ipv6) }));
  return nodeFile({ name: "configure/hosts", becomes: "/etc/hosts", text: render(template, { entries }) });
}
