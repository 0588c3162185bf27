import { Construct, type IConstruct } from "constructs";
import { isConstructsOwnName } from "../../platform/names";
import { Refusal } from "../../platform/refusal";

/** All that was refused in a tree, by its root, in the order in which it was. */
const refused = new WeakMap<IConstruct, string[]>();

/**
 * Notes what is wrong with a construct (value, expectation, remedy), for the validation before the tree is synthesized:
 * it tells all of a program at once. Construction goes on meanwhile.
 * @param id of the construct that is meant, below `scope`; empty: `scope` itself
 * @returns whether there was a problem
 */
export function refuse(scope: IConstruct, id: string, problems: readonly (string | false | undefined)[]): boolean {
  const found = problems.filter((problem): problem is string => typeof problem === "string");
  if (found.length === 0) {
    return false;
  }
  const child = childOf(scope, id);
  // a validation is shown with the path of its construct
  const messages = child !== undefined || id === "" ? found : found.map((problem) => `${id}: ${problem}`);
  (child ?? scope).node.addValidation({ validate: () => messages });
  const path = [scope.node.path, id].filter((part) => part !== "").join("/");
  const { root } = scope.node;
  refused.set(root, [...refusalsIn(root), ...found.map((problem) => `${path}: ${problem}`)]);
  return true;
}

/** As `refuse`, for what may be a consequence of something that was refused before and is better told by that. */
export function refuseUnlessRefused(scope: IConstruct, problem: string): void {
  refuse(scope, "", [refusalsIn(scope).length === 0 && problem]);
}

/** Does work on behalf of a construct. A `Refusal` of it is noted there, line by line; then there is nothing to give back. */
export function refusedAt<Made>(construct: IConstruct, work: () => Made): Made | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    refuse(construct, "", error.message.split("\n"));
    return undefined;
  }
}

/** All that was refused in the tree of a construct until now, each with the path of what it is about. */
export function refusalsIn({ node: { root } }: IConstruct): readonly string[] {
  return refused.get(root) ?? [];
}

/** The id of a new construct. One that is taken is refused, and another is given in its place. */
export function freeId(scope: IConstruct, id: string): string {
  const taken = childOf(scope, id);
  const isRefused = refuse(scope, id, [
    taken !== undefined && `there is something of that name already (${taken.constructor.name.toLowerCase()})`,
    id in {} && "constructs take the name for their own; take another",
  ]);
  return isRefused ? unusedId(scope, id) : id;
}

/**
 * As `freeId`, for a name that people give. A name that constructs mean something by is refused, too.
 * @param what kind of thing it is, e.g. `node`
 */
export function freeName(scope: IConstruct, id: string, what: string): string {
  const isRefused = refuse(scope, id, [
    id === "" && `a ${what} has no name; give it one as its id`,
    isConstructsOwnName(id) && `a ${what} cannot be called ${id}: constructs take the name for their own`,
  ]);
  return isRefused ? unusedId(scope, id) : freeId(scope, id);
}

function unusedId(scope: IConstruct, id: string): string {
  for (let number = 2; ; number++) {
    const other = `${id} (${number})`;
    if (childOf(scope, other) === undefined) {
      return other;
    }
  }
}

/** A child; constructs themselves find one for each name that every object has. */
function childOf(scope: IConstruct, id: string): IConstruct | undefined {
  const found = id === "" ? undefined : scope.node.tryFindChild(id);
  return Construct.isConstruct(found) ? found : undefined;
}
