import type { Position } from "../findings/diagnostic";
import type { Yaml11 } from "./yaml11";

/** A value of a plan as it was written, with its place. Trees are never changed: substituting and merging make new ones. */
export type Tree = Scalar | List | Mapping | Poison;

/** A text, a number, yes or no, or nothing. */
export interface Scalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly at: Position;
  /** Place of a character, if the text contains tokens. */
  readonly place?: (index: number) => Position;
  /** The text in the file, if parameters were substituted. */
  readonly written?: string;
  /** What it is to YAML 1.1, where that is something else than `value`, or there is something to say about it. */
  readonly yaml11?: Yaml11;
  /** A tag that makes something else of it than YAML's usual values. */
  readonly tag?: string;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly at: Position;
  /** Number of items at the beginning that come from defaults. */
  readonly inherited?: number;
  /** As of a scalar. */
  readonly tag?: string;
}

export interface Mapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Position;
  /** Whether a key with an error was left out; then nothing is reported as missing here. */
  readonly partial?: boolean;
  /** As of a scalar. */
  readonly tag?: string;
}

export interface Entry {
  readonly key: Position;
  readonly value: Tree;
  /** Place of a character of the key, if it contains tokens. */
  readonly place?: (index: number) => Position;
  /** What the key is to YAML 1.1 where that is no text. */
  readonly noText?: Yaml11["value"];
}

/** A value with an error that is already reported: consequences of it are not. */
export interface Poison {
  readonly kind: "poison";
  readonly at: Position;
}

/** Stands for a poisoned value in plain data. */
export const POISON = Symbol("poison");

const plainOf = new WeakMap<Tree, unknown>();

/** The tree as plain data: texts, numbers, arrays and objects. A key without a value exists and is undefined. */
export function plain(tree: Tree): unknown {
  if (tree.kind === "scalar") {
    return tree.value;
  }
  if (tree.kind === "poison") {
    return POISON;
  }
  let data = plainOf.get(tree);
  if (data === undefined) {
    data = tree.kind === "list" ? tree.items.map(plain) : objectOf(tree);
    plainOf.set(tree, data);
  }
  return data;
}

function objectOf(mapping: Mapping): Record<string, unknown> {
  const data: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of mapping.entries) {
    data[key] = plain(value) ?? undefined;
  }
  return data;
}

/** The value of a key; undefined if the key or its value is missing, or if the tree is not a mapping. */
export function get(tree: Tree | undefined, key: string): Tree | undefined {
  const value = tree?.kind === "mapping" ? tree.entries.get(key)?.value : undefined;
  return value?.kind === "scalar" && value.value === null ? undefined : value;
}

/** The entry of a key, whatever its value; undefined if the key is missing, or if the tree is not a mapping. */
export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === "mapping" ? tree.entries.get(key) : undefined;
}

/** The items of a value that is one item or a list of them. */
export function itemsOf(tree: Tree | undefined): readonly Tree[] {
  return tree === undefined ? [] : tree.kind === "list" ? tree.items : [tree];
}

/** The scalars of a value that is one scalar or a list of them. */
export function scalars(tree: Tree | undefined): readonly Scalar[] {
  return itemsOf(tree).filter((item): item is Scalar => item.kind === "scalar");
}

/** A mapping; with nothing under its name, an empty one. Anything else as it is. */
export function emptyMapping(tree: Tree, at: Position): Tree {
  return tree.kind === "scalar" && tree.value === null ? { kind: "mapping", entries: new Map(), at } : tree;
}

/** A mapping that has a value for a key unless it says one itself. */
export function withDefault(tree: Tree, key: string, value: Tree | undefined): Tree {
  return tree.kind === "mapping" && value !== undefined && get(tree, key) === undefined
    ? { ...tree, entries: new Map([...tree.entries, [key, { key: value.at, value }]]) }
    : tree;
}
