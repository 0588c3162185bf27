import { nodesOf } from "../../../plan/nodes";
import type { Network, NetworkDomain } from "../../../plan/plan";
import type { Resource } from "./api";
import { type Check, same } from "./check";
import type { FoundLocation } from "./found";

/** Compares a location's network domains and VLANs with the plan. */
export function checkLocation(found: FoundLocation): Check[] {
  const { location } = found;
  const { id, networks } = location;
  const nodes = nodesOf(location);
  return [
    ...location.domains.flatMap((wanted) => checkDomain(wanted, found)),
    same(3, `${id} VLANs`, names(networks), names(found.vlans)),
    ...networks.flatMap((network) => checkNetwork(network, found)),
    same(5, `${id} servers`, names(nodes), names(found.servers)),
  ];
}

function checkDomain(wanted: NetworkDomain, found: FoundLocation): Check[] {
  const { id } = found.location;
  const domain = found.domains.get(wanted.name);
  const what = `${id} network domain`;
  return [
    same(1, `${id} data centre`, id, domain?.datacenterId),
    same(2, what, wanted.name, domain?.name),
    same(2, `${what}, state`, "NORMAL", domain?.state),
    same(2, `${what}, service plan`, wanted.service.toUpperCase(), domain?.type),
    same(2, `${what}, description`, quoted(wanted.description), domain && quoted(domain.description)),
    ...checkPublicAddresses(wanted, domain, found),
  ];
}

function checkNetwork(network: Network, found: FoundLocation): Check[] {
  const vlan = found.vlans.find(({ name }) => name === network.name);
  return [
    same(3, `${network.id} state`, "NORMAL", vlan?.state),
    same(
      3,
      `${network.id} IPv4 range`,
      `${network.ipv4.address}/${network.ipv4.prefixSize}`,
      range(vlan?.privateIpv4Range),
    ),
    ...checkReserved(network, found.reserved.get(vlan?.id) ?? []),
    same(4, `${network.id} IPv6 range`, "a /64", vlan?.ipv6Range && `a /${vlan.ipv6Range.prefixSize}`),
  ];
}

/** The list of reserved addresses has those of servers, too. */
function checkReserved({ id, reserved }: Network, found: readonly string[]): Check[] {
  return reserved.map(({ address }) =>
    same(3, `${id} reserved ${address}`, "reserved", found.includes(address) ? "reserved" : undefined),
  );
}

function checkPublicAddresses(
  { ipv4 }: NetworkDomain,
  domain: Resource | undefined,
  { location, publicIpBlocks }: FoundLocation,
): Check[] {
  const blocks = publicIpBlocks.filter(({ networkDomainId }) => networkDomainId === domain?.id);
  const held = blocks.reduce((sum, { size }) => sum + size, 0);
  const what = `${location.id} public addresses`;
  return ipv4 === "auto"
    ? []
    : [{ requirement: 9, what, expected: `at most ${ipv4}`, found: String(held), holds: held <= ipv4 }];
}

function range(found: Resource | undefined): string | undefined {
  return found && `${found.address}/${found.prefixSize}`;
}

function names(named: readonly { readonly name?: string }[]): string {
  return named
    .map(({ name }) => name)
    .sort()
    .join(", ");
}

function quoted(text: unknown): string {
  return JSON.stringify(text ?? "");
}
