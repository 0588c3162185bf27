import * as v from "valibot";
import { formatIpv4, formatIpv4Range, type Ipv4Range, parseIpv4 } from "../../platform/addresses/ipv4";
import type { Findings } from "../findings/findings";
import type { MysqlReader } from "../mysql/members";
import { idOf, type KnownLocation, type Names } from "../names/names";
import type { Accept, Network } from "../plan";
import type { Images } from "../settings/images";
import { check } from "../shape/check";
import { textForm } from "../shape/json-schema";
import { anything, notation, section, text, word } from "../shape/schema";
import { placeOf } from "../yaml/places";
import { get, plain, type Tree, withDefault } from "../yaml/tree";
import { readAccepts } from "./accept";
import { readBalancing } from "./balancing";
import { tellDifference } from "./domain";
import { type NetworkAddresses, readReserved } from "./fixed-address";
import { readNode } from "./node";
import type { DomainOutline, NetworkOutline } from "./outline";
import { parseSubnet, type Subnet } from "./subnet";

export const ETHERNET = section("an ethernet", {
  name: text("name"),
  was: anything,
  subnet: notation(parseSubnet, textForm(String.raw`^[\d.]+(/\d+)?$`, "10.1.0.0, or a range such as 10.1.0.0/22")),
  description: v.optional(text("description")),
  accept: anything,
  destroy: v.optional(word("destroy", ["never"])),
  reserved: anything,
});

/** Stands for a network without a description, which is already reported. */
const NOTHING: Tree = { kind: "poison", at: { file: "", line: 0, column: 0 } };

/** A network, with its range for comparison. */
export interface ReadNetwork {
  readonly network: Network;
  readonly range: Ipv4Range | undefined;
  /** What each of its balancers says, by the balancer's id. */
  readonly balancerTrees: ReadonlyMap<string, Tree>;
}

/** Reads the networks of a network domain, then their nodes, which may have cards in any of them. */
export function readNetworks(
  { name: domain, networks: outlines }: DomainOutline,
  location: KnownLocation,
  names: Names,
  mysql: MysqlReader,
  images: Images,
  findings: Findings,
): ReadNetwork[] {
  const described = outlines.map((outline) => describe(outline, domain, location, names, findings));
  const addresses = new Map(
    described.map(({ network, range }): [string, NetworkAddresses] => [
      network.name,
      { range, routers: network.routers, taken: new Map() },
    ]),
  );
  // before any node takes an address
  const reserved = outlines.map(({ name, descriptions }) => {
    const own = addresses.get(name) ?? { range: undefined, routers: "low", taken: new Map() };
    return descriptions.flatMap(({ tree }) => readReserved(get(tree, "reserved"), own, findings));
  });
  for (const { network } of described) {
    keepBalancers(network, addresses.get(network.name));
  }
  return described.map((read, index) => {
    const { network } = read;
    const context = { location, network: network.name, addresses, names, mysql, images };
    const nodes = (outlines[index]?.nodes ?? []).flatMap((node) => {
      const read = readNode(node, context, findings);
      return read !== undefined && node.named ? [read] : [];
    });
    return { ...read, network: { ...network, reserved: reserved[index] ?? [], nodes } };
  });
}

/** Reads a network without its nodes. Blueprints that name the same network describe it together. */
function describe(
  outline: NetworkOutline,
  domain: string,
  location: KnownLocation,
  names: Names,
  findings: Findings,
): ReadNetwork {
  const first = outline.descriptions[0];
  const subnet = first && get(first.tree, "subnet");
  const accept: Accept[] = [];
  let range: Subnet | undefined;
  let description = "";
  let isProtected = false;
  for (const [index, { tree, at }] of outline.descriptions.entries()) {
    // a second description of a network need not repeat its range
    const readable = index > 0 ? withDefault(tree, "subnet", subnet) : tree;
    const part = check(ETHERNET, readable, at, findings);
    accept.push(...readAccepts(get(tree, "accept"), outline.name, location, names, findings));
    if (part !== undefined && index === 0) {
      range = part.value.subnet;
      description = part.value.description ?? "";
      isProtected = part.value.destroy === "never";
    } else if (part !== undefined && first !== undefined) {
      const { accept: _, reserved: __, ...second } = plain(tree) as Record<string, unknown>;
      tellDifference(
        plain(first.tree) as Record<string, unknown>,
        second,
        `network ${outline.name}`,
        part.at,
        findings,
      );
    }
  }
  const { pools, balancers, trees } = readBalancing(outline.balancing, location, findings);
  const network: Network = {
    id: idOf(location, outline.name),
    name: outline.name,
    domain,
    formerNames: outline.formerNames.map(({ name }) => name),
    description,
    ipv4: { address: formatIpv4(range?.address ?? 0), prefixSize: range?.prefixSize ?? 0 },
    protected: isProtected,
    routers: range?.routers ?? "low",
    accept: withoutRepeats(accept),
    reserved: [],
    nodes: [],
    pools,
    balancers,
    at: first === undefined ? placeOf(NOTHING) : placeOf(first.tree, (get(first.tree, "name") ?? first.tree).at),
  };
  return { network, range, balancerTrees: trees };
}

/** Addresses at which balancers listen are no node's. Several may listen at one, at different ports. */
function keepBalancers({ balancers }: Network, own: NetworkAddresses | undefined): void {
  for (const { name, address } of balancers) {
    const number = parseIpv4(address ?? "");
    if (number !== undefined && own?.taken.has(number) === false) {
      own.taken.set(number, `the one of balancer ${name}`);
    }
  }
}

function withoutRepeats(accepts: readonly Accept[]): Accept[] {
  const seen = new Set<string>();
  return accepts.filter(({ from, traffic }) => {
    const key = JSON.stringify([from, traffic]);
    return !seen.has(key) && seen.add(key);
  });
}

/** A network and its range in words, e.g. `EU6::databases (10.1.0.0/24)`. */
export function describeNetwork({ network, range }: ReadNetwork): string {
  return range === undefined ? network.id : `${network.id} (${formatIpv4Range(range)})`;
}
