import { lastOf, overlaps } from "../../platform/addresses/ipv4";
import { positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation } from "../names/names";
import type { NetworkDomain } from "../plan";
import { checkFirewallRules } from "./firewall-rules";
import type { ReadLocation } from "./location";
import { describeNetwork, type ReadNetwork } from "./network";

/** Reports duplicate locations: each has one document. */
export function checkLocations(
  locations: readonly { known: KnownLocation; at: Parameters<Findings["error"]>[0] }[],
  findings: Findings,
): void {
  const seen = new Map<string, Parameters<Findings["error"]>[0]>();
  for (const { known, at } of locations) {
    const first = known.id && seen.get(known.id);
    if (known.id !== undefined && first) {
      findings.error(
        at,
        `location ${known.id} is there twice`,
        `the other one is at ${positionText(first)}; write all its blueprints there, or choose another location`,
      );
    } else if (known.id !== undefined) {
      seen.set(known.id, at);
    }
  }
}

/** Checks that span the nodes and networks of a plan. */
export function checkNetworks(locations: readonly ReadLocation[], findings: Findings): void {
  for (const { domain, networks } of locations.flatMap(({ domains }) => domains)) {
    if (domain !== undefined) {
      checkPublicAddresses(domain, networks, findings);
      checkBalancing(domain, networks, findings);
    }
  }
  checkFirewallRules(locations, findings);
  const networks = locations.flatMap((location) => location.networks);
  checkRanges(networks, findings);
}

/**
 * Tells of networks that share addresses: an error within one network domain. Across domains private addresses meet in the
 * VPN alone, through which steps log in to nodes without a public address: what has none of these may share them, since
 * IPv6 joins domains.
 */
function checkRanges(networks: readonly ReadNetwork[], findings: Findings): void {
  const byAddress = networks
    .filter(({ range }) => range !== undefined)
    .map((read) => ({ read, range: read.range as NonNullable<ReadNetwork["range"]> }))
    .sort((one, other) => one.range.address - other.range.address || one.range.prefixSize - other.range.prefixSize);
  const within = new Map<string, (typeof byAddress)[number]>();
  let farthest: (typeof byAddress)[number] | undefined;
  const isReachedOverVpn = ({ network }: ReadNetwork) =>
    network.nodes.some(({ internet, contextualised }) => internet === undefined && contextualised);
  for (const current of byAddress) {
    const { id, domain: name } = current.read.network;
    const domain = JSON.stringify([id.split("::")[0], name]);
    const neighbour = within.get(domain);
    if (neighbour !== undefined && overlaps(neighbour.range, current.range)) {
      const [first, second] = inOrder(neighbour.read, current.read, networks);
      findings.error(
        second.network.at,
        `the range of ${describeNetwork(second)} overlaps with ${describeNetwork(first)}`,
        "networks of one network domain need ranges of their own",
      );
    } else if (farthest !== undefined && overlaps(farthest.range, current.range) && isReachedOverVpn(current.read)) {
      const [first, second] = inOrder(farthest.read, current.read, networks);
      findings.warning(
        second.network.at,
        `the range of ${describeNetwork(second)} overlaps with ${describeNetwork(first)}, and both have nodes without a public address`,
        "such nodes are reached through the platform's VPN at their private addresses, which are then twice there",
        "give one network another subnet, or its nodes a public address with `glue: [internet 22]`",
      );
    }
    if (neighbour === undefined || lastOf(current.range) > lastOf(neighbour.range)) {
      within.set(domain, current);
    }
    if (isReachedOverVpn(current.read) && (farthest === undefined || lastOf(current.range) > lastOf(farthest.range))) {
      farthest = current;
    }
  }
}

function inOrder(one: ReadNetwork, other: ReadNetwork, all: readonly ReadNetwork[]): [ReadNetwork, ReadNetwork] {
  return all.indexOf(one) < all.indexOf(other) ? [one, other] : [other, one];
}

/** Reports if more nodes need a public address than the network domain may take. */
function checkPublicAddresses(domain: NetworkDomain, networks: readonly ReadNetwork[], findings: Findings): void {
  const nodes = networks.flatMap(({ network }) => network.nodes).filter(({ internet }) => internet !== undefined);
  const balancers = networks.flatMap(({ network }) => network.balancers).filter(({ address }) => address === undefined);
  const wanted = nodes.length + balancers.length;
  if (domain.ipv4 !== "auto" && wanted > domain.ipv4) {
    const who =
      balancers.length === 0 ? `${nodes.length} nodes` : `${nodes.length} nodes and ${balancers.length} balancers`;
    findings.error(
      domain.at,
      `${who} of network domain ${domain.name} want a public address; its \`ipv4\` allows ${domain.ipv4}`,
      `set ipv4: ${wanted + (wanted % 2)} (addresses come in pairs), or auto`,
    );
  }
}

/** Tells of balancers in a network domain whose service plan has no load balancer. */
function checkBalancing(domain: NetworkDomain, networks: readonly ReadNetwork[], findings: Findings): void {
  for (const { at, name } of domain.service === "ESSENTIALS"
    ? networks.flatMap(({ network }) => network.balancers)
    : []) {
    findings.error(
      at,
      `balancer ${name} in network domain ${domain.name}, whose service plan essentials has no load balancer`,
      "give the domain `service: advanced`",
    );
  }
}
