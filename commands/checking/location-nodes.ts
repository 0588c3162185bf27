import type { Node } from "../../plan/plan";

/** Nodes in words: the first few names and how many more. */
export function namesOf(nodes: readonly Node[]): string {
  const names = nodes.slice(0, 5).map(({ name }) => name);
  return nodes.length > names.length ? `${names.join(", ")} and ${nodes.length - names.length} more` : names.join(", ");
}
