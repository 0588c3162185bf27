import * as v from "valibot";
import { type BalanceMethod, POOL_MONITORS, type PoolMonitor } from "../../platform/load-balancing";
import type { Findings } from "../findings/findings";
import { idOf, type KnownLocation } from "../names/names";
import type { Pool } from "../plan";
import { check } from "../shape/check";
import { section, text, word } from "../shape/schema";
import { placeOf } from "../yaml/places";
import { balancingName } from "./balancing-name";
import type { BalancingOutline } from "./outline";

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

export const POOL = section("a pool", {
  algorithm: v.optional(word("algorithm", Object.keys(ALGORITHMS))),
  description: v.optional(text("description")),
  healthMonitor: v.optional(word("healthMonitor", ["none", ...Object.keys(POOL_MONITORS)])),
});

/** Reads the pool of a blueprint. Undefined without one, which is told, and for one with an error. */
export function readPool(outline: BalancingOutline, location: KnownLocation, findings: Findings): Pool | undefined {
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
    id: idOf(location, blueprint),
    name: balancingName([blueprint, location.id?.toLowerCase() ?? "", "pool"], outline.at, findings),
    description,
    method,
    persistent,
    ...(healthMonitor === undefined || healthMonitor === "none" ? {} : { healthMonitor: healthMonitor as PoolMonitor }),
    members: nodes.map((name) => idOf(location, name)),
    at: placeOf(outline.pool, outline.named),
  };
}
