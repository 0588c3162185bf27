import template from "./firewall.nft.ejs";
import { late, nodeFile } from "./late";
import type { NodeFile, Variable } from "./node-file";
import { render } from "./render";

/** A port or a range of ports; `begin` equals `end` for one port. */
export interface Ports {
  readonly protocol: "tcp" | "udp";
  readonly begin: number;
  readonly end: number;
}

/** What one address or range may reach at the node. */
export interface Accepted {
  /** Variable that holds an address or a range in CIDR form, in any form. */
  readonly from: Variable;
  /** @default "ipv6" */
  readonly family?: "ipv6" | "ipv4";
  /** Who that is, for a reader on the node. */
  readonly comment: string;
  readonly ports: readonly Ports[];
  /** Echo requests. What IPv6 itself needs of ICMPv6 is always let in. */
  readonly icmp: boolean;
  /** All traffic; `ports` and `icmp` then say nothing more. @default false */
  readonly everything?: boolean;
}

/** The rules of nftables on a node: a second line behind the platform's firewall. What no rule names is dropped. */
export function firewallFile(props: {
  /** IPv4 ranges in CIDR form that may log in over SSH; undefined: any IPv4 address. */
  readonly ssh: readonly string[] | undefined;
  /** What any IPv4 address may reach. TCP port 22 in it is left to `ssh`. */
  readonly inbound: readonly (Ports | { readonly protocol: "icmp" })[];
  readonly accept: readonly Accepted[];
}): NodeFile {
  const open: string[] = [];
  for (const rule of props.inbound) {
    if (rule.protocol === "icmp") open.push("icmp type echo-request");
    else if (!(rule.protocol === "tcp" && rule.begin === 22 && rule.end === 22)) open.push(ports(rule));
  }
  const accepted = props.accept.map(({ from, family = "ipv6", comment, ports: named, icmp, everything = false }) => {
    const source = `${family === "ipv6" ? "ip6" : "ip"} saddr ${late(from)}`;
    const echo = family === "ipv6" ? "icmpv6 type echo-request" : "icmp type echo-request";
    const matches = everything ? [""] : [...named.map((rule) => ` ${ports(rule)}`), ...(icmp ? [` ${echo}`] : [])];
    return { comment: comment.replaceAll(/\s+/g, " "), rules: matches.map((match) => source + match) };
  });
  return nodeFile({
    name: "configure/firewall.nft",
    becomes: "/etc/plumbline/firewall.nft",
    text: render(template, { ssh: props.ssh, open, accepted }),
  });
}

function ports({ protocol, begin, end }: Ports): string {
  return `${protocol} dport ${begin === end ? begin : `${begin}-${end}`}`;
}
