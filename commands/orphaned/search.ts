import type { Location, NetworkDomain, Plan } from "../../plan/plan";
import type { CloudControl } from "../cloudcontrol/cloudcontrol";
import type { RegionalApi } from "../cloudcontrol/regions";
import type { Resource } from "../cloudcontrol/resource";
import { type Candidate, changesTo, obstacleTo } from "./adoption";
import { KINDS, type Kind, NETWORK_DOMAIN } from "./kinds";
import type { KnownResources } from "./state";

/** A resource that the API shows in a location of the plan, and Terraform's state does not contain. */
export interface Orphan {
  readonly kind: Kind;
  readonly location: Location;
  readonly resource: Resource;
  /** The resource of the configuration that it would become; undefined: none. */
  readonly address: string | undefined;
  /** Why Terraform cannot adopt it; undefined: it can, and replaces nothing. */
  readonly obstacle: string | undefined;
  /** What Terraform changes in place where it adopts it, beside descriptions. */
  readonly changes: readonly string[];
}

/** The orphans at all locations of a plan. */
export async function findAllOrphans(
  plan: Plan,
  apis: ReadonlyMap<string, RegionalApi>,
  known: KnownResources,
): Promise<Orphan[]> {
  const found = plan.locations.map((location) =>
    findOrphans(location, (apis.get(location.region) as RegionalApi).api, known),
  );
  return (await Promise.all(found)).flat();
}

/**
 * The resources that are in the network domains of the plan's names, and those domains themselves, and not in the state; in
 * the order of deletion. Ignores everything outside these domains, and the platform's own rules.
 */
async function findOrphans(location: Location, api: CloudControl, known: KnownResources): Promise<Orphan[]> {
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
  const found: { readonly kind: Kind; readonly resource: Resource }[] = [];
  for (const kind of KINDS) {
    const all =
      kind === NETWORK_DOMAIN ? [domain] : await api.list(kind.list, kind.version, { networkDomainId: domain.id });
    for (const resource of all.filter((one) => !known.addresses.has(one.id))) {
      // a block belongs to its network domain, so it is known if the domain is
      if (resource.ruleType !== "DEFAULT_RULE" && (kind.type !== undefined || !isDomainKnown)) {
        found.push({ kind, resource });
      }
    }
  }
  return judged(found, location, domainAddress, known);
}

/** What can be adopted: a NAT rule, with the server that it is for. */
function judged(
  found: readonly { readonly kind: Kind; readonly resource: Resource }[],
  location: Location,
  domainAddress: string | undefined,
  known: KnownResources,
): Orphan[] {
  const privateAddresses = new Map(
    [...known.deployed].map(([address, { primary_adapter_ipv4 }]) => [address, primary_adapter_ipv4]),
  );
  const judge = (some: typeof found): Orphan[] => {
    const candidates = some.map(({ kind, resource }): Candidate => {
      return { kind, resource, address: addressOf(kind, resource, domainAddress, known, privateAddresses) };
    });
    return candidates.map((candidate) => {
      const rivals = candidates.filter(
        ({ kind, address }) => kind === candidate.kind && address !== undefined && address === candidate.address,
      );
      const obstacle = obstacleTo(candidate, rivals, known);
      return { ...candidate, location, obstacle, changes: obstacle === undefined ? changesTo(candidate, known) : [] };
    });
  };
  for (const { address, resource, obstacle } of judge(found.filter(({ kind }) => kind.type === "ddcloud_server"))) {
    if (address !== undefined && obstacle === undefined) {
      privateAddresses.set(address, resource.networkInfo?.primaryNic?.privateIpv4);
    }
  }
  return judge(found);
}

function domainOf(domain: NetworkDomain, { id }: Location, { wanted }: KnownResources): string | undefined {
  return find(wanted, "ddcloud_networkdomain", ({ name, datacenter }) => name === domain.name && datacenter === id);
}

/** The resource of the configuration with this kind and name, in this domain; for a NAT rule, with this address. */
function addressOf(
  kind: Kind,
  resource: Resource,
  domainAddress: string | undefined,
  { wanted }: KnownResources,
  privateAddresses: ReadonlyMap<string, unknown>,
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
    return isThere && privateAddresses.get(server ?? "") === resource.internalIp;
  });
}

function find(
  wanted: KnownResources["wanted"],
  type: string | undefined,
  fits: (resource: KnownResources["wanted"] extends ReadonlyMap<string, infer A> ? A : never) => boolean,
): string | undefined {
  return [...wanted].find(([address, resource]) => address.startsWith(`${type}.`) && fits(resource))?.[0];
}
