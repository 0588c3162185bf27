import { type PortRange, rangeText } from "../platform/addresses/ports";
import { isLogin, LOGIN_PORT } from "../platform/baseline/login";
import type { ApplyValue } from "./apply-value";
import template from "./firewall.nft.ejs";
import { type Fill, type NodeFile, nodeFile } from "./node-file";
import { render } from "./render";

/** Traffic that one address or range may send to the node. */
export interface Accepted {
  /** An address or a range in CIDR form, in any form. */
  readonly from: ApplyValue;
  /** @default "ipv6" */
  readonly family?: "ipv6" | "ipv4";
  /** A description of the sender, for a reader on the node. */
  readonly comment: string;
  /** ICMP means echo requests: the ICMPv6 that IPv6 itself needs is always accepted. Undefined: all traffic. */
  readonly ports: readonly PortRange[] | undefined;
}

/**
 * The rules of nftables on a node: a second line behind the platform's firewall. Traffic that no rule names is dropped.
 */
export function firewallFile(props: {
  /** IPv4 ranges in CIDR form that may log in over SSH; undefined: any IPv4 address. */
  readonly ssh: readonly string[] | undefined;
  /** Ports that any IPv4 address may reach. TCP port 22 in it is left to `ssh`. */
  readonly inbound: readonly PortRange[];
  readonly accept: readonly Accepted[];
}): NodeFile {
  const open = props.inbound.filter((port) => !(isLogin(port) && port.begin === port.end));
  return nodeFile({
    name: "configure/firewall.nft",
    target: "/etc/plumbline/firewall.nft",
    text: (fill) => {
      const accepted = props.accept.map((one) => ({
        comment: one.comment.replaceAll(/\s+/g, " "),
        rules: rulesOf(one, fill),
      }));
      return render(template, {
        loginPort: LOGIN_PORT,
        ssh: props.ssh,
        open: open.map((port) => matchOf(port, "ipv4")),
        accepted,
      });
    },
  });
}

function rulesOf({ from, family = "ipv6", ports }: Accepted, fill: Fill): string[] {
  const source = `${family === "ipv6" ? "ip6" : "ip"} saddr ${fill(from)}`;
  return ports === undefined ? [source] : ports.map((port) => `${source} ${matchOf(port, family)}`);
}

function matchOf(port: PortRange, family: "ipv6" | "ipv4"): string {
  if (port.protocol === "icmp") {
    return `${family === "ipv6" ? "icmpv6" : "icmp"} type echo-request`;
  }
  return `${port.protocol} dport ${rangeText(port)}`;
}
