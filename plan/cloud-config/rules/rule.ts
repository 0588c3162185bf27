import type { Guest } from "../../../platform/images";
import type { Position } from "../../findings/diagnostic";
import type { Mapping, Tree } from "../../yaml/tree";
import { type Change, type Path, valueOfScalar } from "../edits";

/** Something in a cloud-config that is gone or means something else on releases of today. */
export interface Finding {
  readonly at: Position;
  /** What the plan says, and what becomes of it. */
  readonly message: string;
  readonly hints: readonly string[];
  /** What is read in its place, the last ones first where they change one list. Empty: nothing is changed. */
  readonly changes: readonly Change[];
}

/** Looks for one habit in a merged cloud-config. */
export type Rule = (config: Mapping, guest: Guest) => readonly Finding[];

/** Warns, and changes nothing. */
export function warning(at: Position, message: string, ...hints: readonly string[]): Finding {
  return { at, message, hints, changes: [] };
}

/** Tells what is read in place of what the plan says. */
export function translation(at: Position, said: string, done: string, ...changes: readonly Change[]): Finding {
  return { at, message: `${said}: ${done}`, hints: [], changes };
}

/** The items of a list under a key of a mapping, with their indices; one thing alone is no list. */
export function itemsOf(mapping: Mapping, key: string): readonly (readonly [number, Tree])[] {
  const list = mapping.entries.get(key)?.value;
  return list?.kind === "list" ? [...list.items.entries()] : [];
}

/** Whether there is no value. */
export function isNothing(tree: Tree): boolean {
  return tree.kind === "scalar" && valueOfScalar(tree) === null;
}

/** Takes away what lies at a path. */
export function remove(...path: Path): Change {
  return { kind: "remove", path };
}
