import type { Node } from "../../plan/plan";

/** Names of nodes for a message: the first few, and how many more there are. */
export function namesOf(nodes: readonly Node[]): string {
  const names = nodes.slice(0, 5).map(({ name }) => name);
  return nodes.length > names.length ? `${names.join(", ")} and ${nodes.length - names.length} more` : names.join(", ");
}
