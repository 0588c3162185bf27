import type { Location, NetworkDomain } from "../../plan/plan";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { Resource } from "../cloudcontrol/resource";
import { KINDS, type Kind, NETWORK_DOMAIN } from "./kinds";
import type { KnownResources } from "./state";

/** A resource that the API shows in a location of the plan, and Terraform's state does not contain. */
export interface Orphan {
  readonly kind: Kind;
  readonly location: Location;
  readonly resource: Resource;
  /** The resource of the configuration that it would become; undefined: none. */
  readonly address: string | undefined;
}

/**
 * The resources that are in the network domains of the plan's names, and those domains themselves, and not in the state; in
 * the order of deletion. Ignores everything outside these domains, and the platform's own rules.
 */
export async function findOrphans(location: Location, api: CloudControl, known: KnownResources): Promise<Orphan[]> {
  const found = await Promise.all(location.domains.map((domain) => findOrphansIn(domain, location, api, known)));
  return found.flat();
}

async function findOrphansIn(
  planned: NetworkDomain,
  location: Location,
  api: CloudControl,
  known: KnownResources,
): Promise<Orphan[]> {
  const { list, version } = NETWORK_DOMAIN;
  const { name } = planned;
  const domains = await api.list(list, version, { name, datacenterId: location.id });
  // a search by parts of names would find more
  const domain = domains.find((one) => one.name === name);
  if (domain === undefined) {
    return [];
  }
  const domainAddress = known.addresses.get(domain.id) ?? domainOf(planned, location, known);
  const isDomainKnown = known.addresses.has(domain.id);
  const orphans: Orphan[] = [];
  for (const kind of KINDS) {
    const all =
      kind === NETWORK_DOMAIN ? [domain] : await api.list(kind.list, kind.version, { networkDomainId: domain.id });
    for (const resource of all.filter((one) => !known.addresses.has(one.id))) {
      // a block belongs to its network domain, so it is known if the domain is
      if (resource.ruleType !== "DEFAULT_RULE" && (kind.type !== undefined || !isDomainKnown)) {
        orphans.push({ kind, location, resource, address: addressOf(kind, resource, domainAddress, known) });
      }
    }
  }
  return orphans;
}

/** Whether an orphan can become the resource for which it was made. */
export function isAdoptable({ kind, address, resource }: Orphan, known: KnownResources): boolean {
  return (
    kind.notAdoptable === undefined &&
    address !== undefined &&
    !known.deployed.has(address) &&
    resource.state === "NORMAL"
  );
}

function domainOf(domain: NetworkDomain, { id }: Location, { wanted }: KnownResources): string | undefined {
  return find(wanted, "ddcloud_networkdomain", ({ name, datacenter }) => name === domain.name && datacenter === id);
}

/** The resource of the configuration with this kind and name, in this domain; for a NAT rule, with this address. */
function addressOf(
  kind: Kind,
  resource: Resource,
  domainAddress: string | undefined,
  { wanted, deployed }: KnownResources,
): string | undefined {
  if (kind === NETWORK_DOMAIN) {
    return domainAddress;
  }
  return find(wanted, kind.type, (resourceWanted) => {
    const isThere = domainAddress !== undefined && resourceWanted.networkdomain === `\${${domainAddress}.id}`;
    if (kind.type !== "ddcloud_nat") {
      return isThere && resourceWanted.name === resource.name;
    }
    const server = /^\$\{(ddcloud_server\.\w+)\.primary_adapter_ipv4\}$/.exec(String(resourceWanted.private_ipv4))?.[1];
    return isThere && deployed.get(server ?? "")?.primary_adapter_ipv4 === resource.internalIp;
  });
}

function find(
  wanted: KnownResources["wanted"],
  type: string | undefined,
  fits: (resource: KnownResources["wanted"] extends ReadonlyMap<string, infer A> ? A : never) => boolean,
): string | undefined {
  return [...wanted].find(([address, resource]) => address.startsWith(`${type}.`) && fits(resource))?.[0];
}
