import { FIREWALL_RULES } from "../../platform/limits";
import type { Findings } from "../findings/findings";
import { acceptedBy } from "../nodes";
import type { Accept, Network, Node } from "../plan";
import type { ReadLocation } from "./location";

/** Rules that a member of a replication needs for each other one: MySQL, SSH, ICMPv6. */
const RULES_PER_MEMBER = 3;

/** Tells where a network domain would hold more firewall rules than the platform takes. */
export function checkFirewallRules(locations: readonly ReadLocation[], findings: Findings): void {
  const members = new Map<string, number>();
  const domains = locations.flatMap((location) => location.domains.map((domain) => ({ ...domain, location })));
  for (const { mysql } of domains.flatMap(({ networks }) => networks.flatMap(({ network }) => network.nodes))) {
    if (mysql !== undefined) {
      members.set(mysql.group, (members.get(mysql.group) ?? 0) + 1);
    }
  }
  for (const { outline, networks, location } of domains) {
    const ids = new Set(networks.map(({ network }) => network.id));
    const accepts = networks.map(({ network }) => rulesOfNetwork(network, ids));
    const nodes = networks.flatMap(({ network }) => network.nodes.map((node) => rulesOfNode(node, members)));
    const balancers = networks.map(({ network }) => network.balancers.length);
    const rules = [...accepts, ...nodes, ...balancers].reduce((sum, count) => sum + count, 0);
    if (rules > FIREWALL_RULES) {
      findings.error(
        location.outline.at,
        `network domain ${outline.name} at ${location.outline.known.id ?? "this location"} needs ${rules} firewall rules; it takes ${FIREWALL_RULES}`,
        "open ranges of ports instead of single ones, or move nodes to another network domain",
      );
    }
  }
}

function rulesOfNode({ internet = [], mysql }: Node, members: ReadonlyMap<string, number>): number {
  const replication = mysql === undefined ? 0 : RULES_PER_MEMBER * ((members.get(mysql.group) ?? 1) - 1);
  return internet.length + replication + (mysql?.clients.length ?? 0);
}

/** Number of rules: one for each accepted port of each network; within a network domain one more, for IPv4. */
function rulesOfNetwork(network: Network, inDomain: ReadonlySet<string>): number {
  return [...acceptedBy(network)].reduce(
    (sum, [other, traffic]) => sum + openings(traffic) * (inDomain.has(other) ? 2 : 1),
    0,
  );
}

function openings(traffic: readonly Accept["traffic"][]): number {
  const named = new Set<string>();
  for (const one of traffic) {
    if (one === "everything") {
      return 1;
    }
    for (const port of one.ports) {
      named.add(JSON.stringify(port));
    }
    if (one.icmp) {
      named.add("icmp");
    }
  }
  return named.size;
}
