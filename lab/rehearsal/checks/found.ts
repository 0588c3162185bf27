import type { Location } from "../../../plan/plan";
import type { RegionApi, Resource } from "./api";

/** What the API shows for one location of a plan. */
export interface FoundLocation {
  readonly location: Location;
  /** By the plan's names; undefined: the data centre has none of that name. The lists have what is in all of them. */
  readonly domains: ReadonlyMap<string, Resource | undefined>;
  readonly vlans: readonly Resource[];
  /** Reserved private IPv4 addresses, by the id of their VLAN. */
  readonly reserved: ReadonlyMap<string, readonly string[]>;
  readonly servers: readonly Resource[];
  readonly natRules: readonly Resource[];
  readonly firewallRules: readonly Resource[];
  readonly publicIpBlocks: readonly Resource[];
  readonly addressLists: readonly Resource[];
  /** What the load balancer has: listeners, pools, and nodes in pools. */
  readonly listeners: readonly Resource[];
  readonly pools: readonly Resource[];
  readonly poolMembers: readonly Resource[];
  /** Names of the images that the servers were made from, by id. */
  readonly images: ReadonlyMap<string, string>;
}

export async function findLocation(location: Location, api: RegionApi): Promise<FoundLocation> {
  const datacenterId = location.id;
  const domains = new Map(
    await Promise.all(
      location.domains.map(async ({ name }): Promise<[string, Resource | undefined]> => {
        const [domain] = await api.list("network/networkDomain", { datacenterId, name });
        return [name, domain];
      }),
    ),
  );
  const ids = [...domains.values()].flatMap((domain): string[] => (domain === undefined ? [] : [domain.id]));
  const inDomain = async (path: string) =>
    (await Promise.all(ids.map((networkDomainId) => api.list(path, { networkDomainId })))).flat();
  const [vlans, servers, natRules, firewallRules, publicIpBlocks, addressLists, balanced, images] = await Promise.all([
    inDomain("network/vlan"),
    inDomain("server/server"),
    inDomain("network/natRule"),
    inDomain("network/firewallRule"),
    inDomain("network/publicIpBlock"),
    inDomain("network/ipAddressList"),
    Promise.all(["virtualListener", "pool", "poolMember"].map((kind) => inDomain(`networkDomainVip/${kind}`))),
    api.list("image/osImage", { datacenterId }),
  ]);
  const [listeners = [], pools = [], poolMembers = []] = balanced;
  const reserved = await Promise.all(
    vlans.map(async ({ id }): Promise<[string, string[]]> => {
      // a list that calls its items after addresses, not after itself
      const found = await api.list("network/reservedPrivateIpv4Address", { vlanId: id }, "ipv4");
      return [id, found.map(({ value, ipAddress }) => value ?? ipAddress)];
    }),
  );
  return {
    reserved: new Map(reserved),
    ...{ listeners, pools, poolMembers },
    ...{ location, domains, vlans, servers, natRules, firewallRules, publicIpBlocks, addressLists },
    images: new Map(images.map(({ id, name }) => [id, name])),
  };
}

/** The server of a node; undefined if there is none. */
export function serverOf(found: FoundLocation, name: string): Resource | undefined {
  return found.servers.find((server) => server.name === name);
}

/** The NAT rule of a node; undefined if there is none. */
export function natRuleOf(found: FoundLocation, name: string): Resource | undefined {
  const info = serverOf(found, name)?.networkInfo;
  // two network domains may have the same private addresses
  return found.natRules.find(
    ({ internalIp, networkDomainId }) =>
      internalIp === info?.primaryNic?.privateIpv4 && networkDomainId === info?.networkDomainId,
  );
}
