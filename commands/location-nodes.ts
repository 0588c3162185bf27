import type { Location, Node } from "../plan/plan";

/** All nodes of a location, in the plan's order. */
export function nodesOf({ networks }: Location): Node[] {
  return networks.flatMap(({ nodes }) => nodes);
}

/** Nodes in words: the first few names and how many more. */
export function namesOf(nodes: readonly Node[]): string {
  const names = nodes.slice(0, 5).map(({ name }) => name);
  return nodes.length > names.length ? `${names.join(", ")} and ${nodes.length - names.length} more` : names.join(", ");
}
