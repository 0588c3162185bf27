import * as v from "valibot";
import type { Position } from "../findings/diagnostic";
import { type Findings, NOT_SUPPORTED } from "../findings/findings";
import { noteOrigin } from "../yaml/places";
import { type Mapping, POISON, plain, type Tree } from "../yaml/tree";

/** A part of a plan whose shape was checked. */
export interface Part<Value> {
  readonly value: Value;
  /** Place of a value in it, by the keys and indices that lead to it. */
  at(...path: readonly (string | number)[]): Position;
}

/**
 * Checks the shape of a part of a plan and reports each error at its place. `at` is where the part is named: what is
 * missing in it is reported there. Undefined after an error.
 */
export function check<Output>(
  schema: v.GenericSchema<unknown, Output>,
  tree: Tree,
  at: Position,
  findings: Findings,
): Part<Output> | undefined {
  const result = v.safeParse(schema, plain(tree));
  if (result.success) {
    noteOrigins(result.output, tree);
    return { value: result.output, at: (...path) => walk(tree, path, at).at };
  }
  for (const issue of result.issues) {
    tell(issue, tree, at, findings);
  }
  return undefined;
}

/** Records, for each object that a schema made, the part of the plan that it was read from. */
function noteOrigins(made: unknown, tree: Tree): void {
  // a value that no schema made is read elsewhere, directly from the tree
  if (typeof made !== "object" || made === null || made === plain(tree)) {
    return;
  }
  noteOrigin(made, tree);
  for (const [key, value] of Object.entries(made)) {
    const part =
      tree.kind === "mapping"
        ? tree.entries.get(key)?.value
        : tree.kind === "list"
          ? tree.items[Number(key)]
          : undefined;
    noteOrigins(value, part ?? tree);
  }
}

function tell(issue: v.BaseIssue<unknown>, tree: Tree, at: Position, findings: Findings): void {
  if (issue.input === POISON) {
    return;
  }
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  const last = path.at(-1);
  const parent = walk(tree, path.slice(0, -1), at);
  const [message, ...hints] = issue.message.split("\n") as [string, ...string[]];
  if (last !== undefined && issue.type !== "never" && isMissing(parent.tree, last)) {
    if (!(parent.tree as Mapping).partial) {
      findings.error(parent.named, message, ...hints);
    }
    return;
  }
  const place = walk(tree, path, at);
  const written = place.tree?.kind === "scalar" ? place.tree.written : undefined;
  if (message.endsWith(NOT_SUPPORTED)) {
    findings.unsupported(place.named, message, ...hints);
  } else if (issue.type === "never") {
    findings.error(place.named, message, ...hints);
  } else {
    findings.error(place.at, message, ...hints, ...(written === undefined ? [] : [`written as ${written.trim()}`]));
  }
}

function isMissing(tree: Tree | undefined, key: string | number): boolean {
  const value = tree?.kind === "mapping" ? tree.entries.get(String(key))?.value : undefined;
  return tree?.kind === "mapping" && (value === undefined || (value.kind === "scalar" && value.value === null));
}

/** The end of a path: the tree, its place, and the place of its name (its key, otherwise itself). */
function walk(
  tree: Tree,
  path: readonly (string | number)[],
  named: Position,
): { tree: Tree | undefined; at: Position; named: Position } {
  let current: Tree | undefined = tree;
  let place = { at: tree.at, named };
  for (const key of path) {
    const entry: { key: Position; value: Tree } | undefined =
      current?.kind === "mapping" ? current.entries.get(String(key)) : undefined;
    const item: Tree | undefined = current?.kind === "list" ? current.items[Number(key)] : undefined;
    current = entry?.value ?? item;
    if (current === undefined) {
      return { tree: undefined, ...place };
    }
    place = { at: current.at, named: entry?.key ?? current.at };
  }
  return { tree: current, ...place };
}
