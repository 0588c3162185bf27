import { positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation } from "../names/names";
import type { Balancer, Pool } from "../plan";
import { check } from "../shape/check";
import { namedItems } from "../shape/lists";
import { emptyMapping, type Tree } from "../yaml/tree";
import { readBalancer } from "./balancer";
import type { BalancingOutline } from "./outline";
import { POOL, readPool } from "./pool";

/** The pools and balancers of a network's blueprints. */
export interface ReadBalancing {
  readonly pools: readonly Pool[];
  readonly balancers: readonly Balancer[];
  /** What each balancer says, by its id: its information is read when all nodes are known. */
  readonly trees: ReadonlyMap<string, Tree>;
}

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
      check(POOL, outline.pool, outline.pool.at, findings);
    }
    return { pool: undefined, balancers: [], trees: [] };
  }
  const pool = readPool(outline, location, findings);
  const balancers = items.flatMap(({ name, at, value }) => {
    const tree = emptyMapping(value, at);
    const balancer = readBalancer(name, at, tree, outline, location, pool?.id, findings);
    return balancer === undefined ? [] : [{ balancer, tree }];
  });
  return {
    pool,
    balancers: balancers.map(({ balancer }) => balancer),
    trees: balancers.map(({ balancer, tree }) => [balancer.id, tree] as const),
  };
}
