import type { Balancer } from "../../constructs/balancing/balancer";
import type { Network } from "../../constructs/network/network";
import type { Node } from "../../constructs/node/node";

/** The constructs of a plan's parts that others name, by their ids in the plan. */
export class Parts {
  readonly networks = new Map<string, Network>();
  readonly nodes = new Map<string, Node>();
  readonly balancers = new Map<string, Balancer>();

  network(id: string): Network {
    return known(this.networks, "network", id);
  }

  node(id: string): Node {
    return known(this.nodes, "node", id);
  }

  balancer(id: string): Balancer {
    return known(this.balancers, "balancer", id);
  }
}

function known<Part>(parts: ReadonlyMap<string, Part>, what: string, id: string): Part {
  const part = parts.get(id);
  if (part === undefined) {
    throw new Error(`${what} ${id} is not in the plan`);
  }
  return part;
}
