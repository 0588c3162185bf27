import type { Location } from "../../../plan/plan";
import type { RegionApi, Resource } from "./api";

/** What the API shows for one location of a plan. */
export interface FoundLocation {
  readonly location: Location;
  /** By the plan's names; undefined: the data centre has none of that name. The lists have what is in all of them. */
  readonly domains: ReadonlyMap<string, Resource | undefined>;
  readonly vlans: readonly Resource[];
  readonly servers: readonly Resource[];
  readonly natRules: readonly Resource[];
  readonly firewallRules: readonly Resource[];
  readonly publicIpBlocks: readonly Resource[];
  readonly addressLists: readonly Resource[];
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
  const [vlans, servers, natRules, firewallRules, publicIpBlocks, addressLists, images] = await Promise.all([
    inDomain("network/vlan"),
    inDomain("server/server"),
    inDomain("network/natRule"),
    inDomain("network/firewallRule"),
    inDomain("network/publicIpBlock"),
    inDomain("network/ipAddressList"),
    api.list("image/osImage", { datacenterId }),
  ]);
  return {
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
