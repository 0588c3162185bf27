import { Balancer } from "../../constructs/balancing/balancer";
import { Pool } from "../../constructs/balancing/pool";
import { literal } from "../../constructs/words/literal";
import { balancerOrigin, poolOrigin } from "../plan-map/balancing-origins";
import type { NetworkContext } from "../plan-map/plan-index";
import type { FittingsContext } from "./context";
import { portOf } from "./ports";

/** Divides connections among the nodes of a network's blueprints. */
export function addBalancers(context: NetworkContext, { deployment, parts, placement }: FittingsContext): void {
  const { planMap } = deployment;
  const { network } = context;
  const { domain } = parts.network(network.id);
  const pools = new Map<string, { readonly pool: Pool; readonly persistent: boolean }>();
  for (const described of network.pools) {
    const { id, name, description, method, persistent, healthMonitor, members, at } = described;
    const nodes = members.map((member) => parts.node(member));
    const blueprint = id.slice(id.indexOf("::") + 2);
    const monitored = healthMonitor === undefined ? {} : { healthMonitor };
    const props = { name: literal(name), description: literal(description), method, members: nodes, ...monitored };
    const pool = placement.placed(at, () => new Pool(domain, `pool ${blueprint}`, props));
    planMap.describe(pool, poolOrigin(described, context));
    pools.set(id, { pool, persistent });
  }
  for (const described of network.balancers) {
    const { id, label, name, port, address, pool, at } = described;
    const balanced = pools.get(pool ?? "");
    const props = {
      name: literal(name),
      port: portOf(port),
      ...(address === undefined ? {} : { address }),
      ...balanced,
    };
    const made = placement.placed(at, () => new Balancer(domain, `balancer ${label}`, props));
    planMap.describe(made, balancerOrigin(described, context));
    parts.balancers.set(id, made);
  }
}
