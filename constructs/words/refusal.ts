import { Construct, type IConstruct } from "constructs";
import { isConstructsOwnName } from "../../platform/names";
import { Refusal } from "../../platform/refusal";

/** All refusals in a tree, by its root, in their order. */
const refused = new WeakMap<IConstruct, string[]>();

/**
 * Records problems of a construct (value, expectation, remedy) for the validation before the tree is synthesized, which
 * reports all of a program's problems at once. Construction continues meanwhile.
 * @param id the id, below `scope`, of the construct with the problem; empty: `scope` itself
 * @returns whether there was a problem
 */
export function refuse(scope: IConstruct, id: string, problems: readonly (string | false | undefined)[]): boolean {
  const found = problems.filter((problem): problem is string => typeof problem === "string");
  if (found.length === 0) {
    return false;
  }
  const child = childOf(scope, id);
  // a validation message appears with the path of its construct
  const messages = child !== undefined || id === "" ? found : found.map((problem) => `${id}: ${problem}`);
  (child ?? scope).node.addValidation({ validate: () => messages });
  const path = [scope.node.path, id].filter((part) => part !== "").join("/");
  const { root } = scope.node;
  refused.set(root, [...refusalsIn(root), ...found.map((problem) => `${path}: ${problem}`)]);
  return true;
}

/** Like `refuse`, for a problem that an earlier refusal may have caused: then only the earlier one is reported. */
export function refuseUnlessRefused(scope: IConstruct, problem: string): void {
  refuse(scope, "", [refusalsIn(scope).length === 0 && problem]);
}

/** Does work on behalf of a construct. Records a `Refusal` there, line by line, and then returns undefined. */
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

/** All refusals in the tree of a construct so far, each with the path of its construct. */
export function refusalsIn({ node: { root } }: IConstruct): readonly string[] {
  return refused.get(root) ?? [];
}

/** The id of a new construct. Refuses one that is taken, and returns another in its place. */
export function freeId(scope: IConstruct, id: string): string {
  const taken = childOf(scope, id);
  const isRefused = refuse(scope, id, [
    taken !== undefined && `there is something of that name already (${taken.constructor.name.toLowerCase()})`,
    id in {} && "constructs take the name for their own; take another",
  ]);
  return isRefused ? unusedId(scope, id) : id;
}

/**
 * Like `freeId`, for a name that people give. Also refuses a name that has a meaning in constructs.
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

/** A child. `tryFindChild` also finds a value for each property name that every object has, so the type is checked. */
function childOf(scope: IConstruct, id: string): IConstruct | undefined {
  const found = id === "" ? undefined : scope.node.tryFindChild(id);
  return Construct.isConstruct(found) ? found : undefined;
}
