import type { Location, Node, Plan } from "./plan";

/** All nodes of a location, in the plan's order. */
export function nodesOf({ networks }: Pick<Location, "networks">): Node[] {
  return networks.flatMap(({ nodes }) => nodes);
}

/** All nodes of a plan, in its order. */
export function allNodesOf({ locations }: Pick<Plan, "locations">): Node[] {
  return locations.flatMap(nodesOf);
}
