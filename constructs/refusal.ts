import type { IConstruct } from "constructs";

/** Props that cannot become infrastructure. The message has a line for each problem, with the construct's path. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/**
 * Throws one `Refusal` for all that is wrong with a construct's props (value, expectation, remedy). Does nothing where
 * there is no problem.
 */
export function refuse(scope: IConstruct, id: string, problems: readonly (string | false | undefined)[]): void {
  const found = problems.filter((problem): problem is string => typeof problem === "string");
  if (found.length === 0) return;
  const path = [scope.node.path, id].filter((part) => part !== "").join("/");
  throw new Refusal(found.map((problem) => `${path}: ${problem}`).join("\n"));
}
