import type { Findings } from "../findings/findings";
import type { MysqlReader } from "../mysql/members";
import type { Names } from "../names/names";
import type { NetworkDomain, Node } from "../plan";
import type { Images } from "../settings/images";
import { readDomain } from "./domain";
import { type ReadNetwork, readNetworks } from "./network";
import type { DomainOutline, LocationOutline } from "./outline";

/** A location whose parts are read, those with errors left out. */
export interface ReadLocation {
  readonly outline: LocationOutline;
  readonly domains: readonly ReadDomain[];
  /** Of all domains. */
  readonly networks: readonly ReadNetwork[];
}

export interface ReadDomain {
  readonly outline: DomainOutline;
  readonly domain: NetworkDomain | undefined;
  readonly networks: readonly ReadNetwork[];
}

/** Reads the network domains of a location, their networks and nodes. */
export function readLocation(
  outline: LocationOutline,
  names: Names,
  mysql: MysqlReader,
  images: Images,
  findings: Findings,
): ReadLocation {
  const domains = outline.domains.map(
    (domain): ReadDomain => ({
      outline: domain,
      domain: readDomain(domain, findings),
      networks: readNetworks(domain, outline.known, names, mysql, images, findings),
    }),
  );
  return { outline, domains, networks: domains.flatMap(({ networks }) => networks) };
}

/** The nodes of all locations. */
export function readNodesOf(locations: readonly ReadLocation[]): Node[] {
  return locations.flatMap(({ networks }) => networks.flatMap(({ network }) => network.nodes));
}

/** Ids of nodes with errors. */
export function unreadableNodesOf(locations: readonly ReadLocation[]): Set<string> {
  const readable = new Set(readNodesOf(locations).map(({ id }) => id));
  const known = locations.flatMap(({ outline }) => [...outline.known.nodes.values()].map(({ id }) => id));
  return new Set(known.filter((id) => !readable.has(id)));
}

/** Ids of nodes that have a public address, and of those that cannot be read. */
export function reachableNodesOf(locations: readonly ReadLocation[]): Set<string> {
  const nodes = readNodesOf(locations);
  const without = new Set(nodes.filter(({ internet }) => internet === undefined).map(({ id }) => id));
  return new Set(
    locations
      .flatMap(({ outline }) => [...outline.known.nodes.values()].map(({ id }) => id))
      .filter((id) => !without.has(id)),
  );
}
