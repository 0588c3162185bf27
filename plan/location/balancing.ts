import * as v from "valibot";
import { formatIpv4, parseIpv4 } from "../../platform/addresses/ipv4";
import {
  BALANCER_NAME_LENGTH,
  type BalanceMethod,
  POOL_MONITORS,
  type PoolMonitor,
} from "../../platform/load-balancing";
import { type Position, positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation } from "../names/names";
import type { Balancer, Pool } from "../plan";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { anything, notation, section, text, wholeNumber, word } from "../shape/schema";
import { show, textOf } from "../shape/words";
import { placeOf } from "../yaml/places";
import type { Tree } from "../yaml/tree";

/** What a blueprint says of balancing, and the nodes among which connections are divided. */
export interface BalancingOutline {
  readonly blueprint: string;
  /** Where the blueprint is named. */
  readonly named: Position;
  /** Where its balancers are. */
  readonly at: Position;
  readonly balancers: Tree | undefined;
  readonly pool: Tree | undefined;
  /** Names of the blueprint's nodes. */
  readonly nodes: readonly string[];
}

/** The pools and balancers of a network's blueprints. */
export interface ReadBalancing {
  readonly pools: readonly Pool[];
  readonly balancers: readonly Balancer[];
  /** What each balancer says, by its id: its information is read when all nodes are known. */
  readonly trees: ReadonlyMap<string, Tree>;
}

const PROTOCOLS = ["http", "https", "tcp", "udp"] as const;

const BALANCER = section("a balancer", {
  port: v.optional(wholeNumber("port", { least: 1, most: 65_535 }, "it takes one from 1 to 65535")),
  protocol: v.optional(word("protocol", PROTOCOLS)),
  address: v.optional(
    notation((written): { value: string } | { message: string } => {
      const address = parseIpv4(textOf(written).trim());
      return address === undefined
        ? { message: `address is ${show(written)}; it takes an IPv4 address, such as 10.1.0.50` }
        : { value: formatIpv4(address) };
    }),
  ),
  information: anything,
});

/**
 * plumbery's words for how a member is chosen, and what the platform has for each: a method, whether a client comes back to
 * its member, and what of the word is lost.
 */
const ALGORITHMS: Readonly<Record<string, { method: BalanceMethod; persistent?: true; lost?: string }>> = {
  round_robin: { method: "ROUND_ROBIN" },
  least_connections: { method: "LEAST_CONNECTIONS_MEMBER" },
  persistent_ip: { method: "ROUND_ROBIN", persistent: true },
  random: { method: "ROUND_ROBIN", lost: "the platform chooses nobody at random; members take turns" },
  weighted_round_robin: { method: "ROUND_ROBIN", lost: "members have no weights; they take turns" },
  weighted_least_connections: {
    method: "LEAST_CONNECTIONS_MEMBER",
    lost: "members have no weights; the one with the fewest connections is chosen",
  },
  shortest_response: {
    method: "LEAST_CONNECTIONS_MEMBER",
    lost: "the platform does not measure responses; the one with the fewest connections is chosen",
  },
};

const POOL = section("a pool", {
  algorithm: v.optional(word("algorithm", Object.keys(ALGORITHMS))),
  description: v.optional(text("description")),
  healthMonitor: v.optional(word("healthMonitor", ["none", ...Object.keys(POOL_MONITORS)])),
});

/** What an item without a value says. */
const NOTHING = new Map();

/** Reads what the blueprints of one network say of balancing. */
export function readBalancing(
  outlines: readonly BalancingOutline[],
  location: KnownLocation,
  findings: Findings,
): ReadBalancing {
  const read = outlines.map((outline) => readBlueprint(outline, location, findings));
  const balancers = read.flatMap(({ balancers }) => balancers);
  const ids = new Map<string, Balancer>();
  for (const balancer of balancers) {
    const form = balancer.id.toLowerCase().replaceAll(/[^a-z0-9]/g, "_");
    const other = ids.get(form);
    if (other !== undefined) {
      findings.error(
        balancer.at,
        `the balancers ${other.name} and ${balancer.name} would have one id in Terraform, where dashes, dots and capitals make no difference`,
        `the other one is at ${positionText(other.at)}; rename one of them`,
      );
    }
    ids.set(form, balancer);
  }
  return {
    pools: read.flatMap(({ pool }) => pool ?? []),
    balancers,
    trees: new Map(read.flatMap(({ trees }) => trees)),
  };
}

interface ReadBlueprint {
  readonly pool: Pool | undefined;
  readonly balancers: readonly Balancer[];
  readonly trees: readonly (readonly [string, Tree])[];
}

function readBlueprint(outline: BalancingOutline, location: KnownLocation, findings: Findings): ReadBlueprint {
  const { items } = namedItems(outline.balancers, "balancers", findings);
  if (items.length === 0) {
    if (outline.pool !== undefined && outline.balancers === undefined) {
      findings.warning(
        outline.pool.at,
        `nothing listens for the pool of blueprint ${outline.blueprint}, so it is not made`,
        "add `balancers`, such as: balancers: [web: {port: 80}]",
      );
    }
    return { pool: undefined, balancers: [], trees: [] };
  }
  const pool = readPool(outline, location, findings);
  const balancers = items.flatMap(({ name, at, value }) => {
    const tree: Tree =
      value.kind === "scalar" && value.value === null ? { kind: "mapping", entries: NOTHING, at } : value;
    const balancer = readBalancer(name, at, tree, outline, location, pool?.id, findings);
    return balancer === undefined ? [] : [{ balancer, tree }];
  });
  return {
    pool,
    balancers: balancers.map(({ balancer }) => balancer),
    trees: balancers.map(({ balancer, tree }) => [balancer.id, tree] as const),
  };
}

function readPool(outline: BalancingOutline, location: KnownLocation, findings: Findings): Pool | undefined {
  const { blueprint, nodes } = outline;
  if (outline.pool === undefined) {
    findings.warning(
      outline.at,
      `the balancers of blueprint ${blueprint} send nobody anything: there is no pool`,
      "add `pool: {algorithm: round_robin}`, which has the blueprint's nodes as members",
    );
    return undefined;
  }
  const part = check(POOL, outline.pool, outline.pool.at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { algorithm = "round_robin", description = "", healthMonitor } = part.value;
  const { method, persistent = false, lost } = ALGORITHMS[algorithm] as (typeof ALGORITHMS)[string];
  if (lost !== undefined) {
    findings.warning(part.at("algorithm"), `the platform has no algorithm ${algorithm}: ${lost}`);
  }
  if (healthMonitor === undefined) {
    findings.warning(
      outline.pool.at,
      `nobody watches the members of the pool of blueprint ${blueprint}, as in plumbery: one that is down goes on getting connections`,
      `say how they are watched: healthMonitor: ${Object.keys(POOL_MONITORS).join(", ")}, or none`,
    );
  }
  return {
    id: `${location.id}::${blueprint}`,
    name: nameOf([blueprint, location.id?.toLowerCase() ?? "", "pool"], outline.at, findings),
    description,
    method,
    persistent,
    ...(healthMonitor === undefined || healthMonitor === "none" ? {} : { healthMonitor: healthMonitor as PoolMonitor }),
    members: nodes.map((name) => `${location.id}::${name}`),
    at: placeOf(outline.pool, outline.named),
  };
}

function readBalancer(
  name: string,
  at: Position,
  tree: Tree,
  { blueprint, named }: BalancingOutline,
  location: KnownLocation,
  pool: string | undefined,
  findings: Findings,
): Balancer | undefined {
  const part = check(BALANCER, tree, at, findings);
  if (part === undefined) {
    return undefined;
  }
  const { port = 80, protocol = "http", address } = part.value;
  return {
    id: `${location.id}::${blueprint}::${name}`,
    label: `${blueprint} ${name}`,
    blueprint: named,
    name: nameOf([name, blueprint, location.id?.toLowerCase() ?? "", "balancer"], at, findings),
    port: { protocol: protocol === "udp" ? "udp" : "tcp", begin: port, end: port },
    ...(address !== undefined && { address }),
    ...(pool !== undefined && { pool }),
    information: [],
    at: placeOf(tree, at),
  };
}

/** A name in the platform, as plumbery puts it together. */
function nameOf(parts: readonly string[], at: Position, findings: Findings): string {
  const name = parts.join(".");
  if (name.length > BALANCER_NAME_LENGTH) {
    findings.error(
      at,
      `"${name}" is too long for a name in the platform, which takes ${BALANCER_NAME_LENGTH} characters`,
      "give the blueprint or the balancer a shorter name",
    );
  }
  return name;
}
