import type { ApplyValue } from "./apply-value";
import template from "./hosts.ejs";
import { type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";

/** A node as the others know it. */
export interface HostEntry {
  /** Host name, one label. */
  readonly name: string;
  /** Its IPv6 address, in any form. */
  readonly ipv6: ApplyValue;
}

/** The block that `configure` keeps in `/etc/hosts`: names of nodes with their IPv6 addresses. */
export function hostsFile(props: { readonly self: HostEntry; readonly peers: readonly HostEntry[] }): NodeFile {
  const entries = [props.self, ...props.peers];
  return nodeFile({
    name: "configure/hosts",
    target: "/etc/hosts",
    text: (fill) => render(template, { entries: entries.map(({ name, ipv6 }) => ({ name, ipv6: fill(ipv6) })) }),
  });
}
