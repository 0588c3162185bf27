import type { IConstruct } from "constructs";
import { isConstructsOwnName } from "../../platform/names";
import { Refusal } from "../../platform/refusal";

/**
 * Throws one `Refusal` for all that is wrong with a construct's props (value, expectation, remedy). Does nothing where
 * there is no problem.
 */
export function refuse(scope: IConstruct, id: string, problems: readonly (string | false | undefined)[]): void {
  const found = problems.filter((problem): problem is string => typeof problem === "string");
  if (found.length === 0) {
    return;
  }
  const path = [scope.node.path, id].filter((part) => part !== "").join("/");
  throw new Refusal(found.map((problem) => `${path}: ${problem}`).join("\n"));
}

/** Does work on behalf of a construct: a `Refusal` of it gets the construct's path in front of each line. */
export function refusedAt<Made>(construct: IConstruct, work: () => Made): Made {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    const lines = error.message.split("\n").map((line) => `${construct.node.path}: ${line}`);
    throw new Refusal(lines.join("\n"));
  }
}

/**
 * The id of a new construct, where it may have it.
 * @throws Refusal where the scope has something of that name already
 */
export function freeId(scope: IConstruct, id: string): string {
  const taken = scope.node.tryFindChild(id);
  refuse(scope, id, [
    taken !== undefined && `there is something of that name already (${taken.constructor.name.toLowerCase()})`,
  ]);
  return id;
}

/**
 * As `freeId`, for a name that people give.
 * @param what kind of thing it is, e.g. `node`
 * @throws Refusal where constructs mean something by the name, or it is taken
 */
export function freeName(scope: IConstruct, id: string, what: string): string {
  refuse(scope, id, [
    isConstructsOwnName(id) && `a ${what} cannot be called ${id}: constructs take the name for their own`,
  ]);
  return freeId(scope, id);
}
