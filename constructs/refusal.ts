import type { IConstruct } from "constructs";

/**
 * Throws one error for all that is wrong with a construct's props: the construct's path, then a line for each problem
 * (value, expectation, remedy). Does nothing where there is none.
 */
export function refuse(scope: IConstruct, id: string, problems: readonly (string | false | undefined)[]): void {
  const found = problems.filter((problem): problem is string => typeof problem === "string");
  if (found.length === 0) return;
  const path = scope.node.path === "" ? id : `${scope.node.path}/${id}`;
  throw new Error(`${path}: ${found.join(`\n${path}: `)}`);
}
