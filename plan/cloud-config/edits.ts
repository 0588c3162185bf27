import type { Position } from "../findings/diagnostic";
import type { Edit, PlainData } from "../plan";
import type { Entry, List, Mapping, Scalar, Tree } from "../yaml/tree";

/** Keys and indices from the top of a cloud-config. */
export type Path = readonly (string | number)[];

/** A change to a cloud-config, by the path of what is changed. Of `add`, the path is that of a mapping. */
export type Change =
  | { readonly kind: "rename"; readonly path: Path; readonly to: string }
  | { readonly kind: "replace"; readonly path: Path; readonly value: PlainData }
  | { readonly kind: "remove"; readonly path: Path }
  /** `beside`: what stands where the key is wanted, where that is not the mapping itself. */
  | {
      readonly kind: "add";
      readonly path: Path;
      readonly key: string;
      readonly value: PlainData;
      readonly beside?: Position;
    };

/** What lies at a path, and where its name stands: the key, or the item of a list itself. */
export function found(tree: Tree, path: Path): { readonly tree: Tree; readonly named: Position } | undefined {
  let current: Tree | undefined = tree;
  let named = tree.at;
  for (const step of path) {
    const entry: Entry | undefined = current?.kind === "mapping" ? current.entries.get(String(step)) : undefined;
    current = entry?.value ?? (current?.kind === "list" ? current.items[Number(step)] : undefined);
    if (current === undefined) {
      return undefined;
    }
    named = entry?.key ?? current.at;
  }
  return current && { tree: current, named };
}

/** The same change to the plan's text. */
export function editOf(tree: Tree, change: Change): Edit | undefined {
  const place = found(tree, change.path);
  if (place === undefined) {
    return undefined;
  }
  switch (change.kind) {
    case "rename":
      return { kind: "rename", at: place.named, to: change.to };
    case "replace":
      return { kind: "replace", at: place.tree.at, value: change.value };
    case "remove":
      return { kind: "remove", at: place.named };
    case "add": {
      const { key, value, beside, path } = change;
      return { kind: "add", at: beside ?? place.tree.at, top: path.length === 0, key, value };
    }
  }
}

/** The tree with a change; what was not there stays away. */
export function changed(tree: Tree, change: Change, depth = 0): Tree {
  const { path } = change;
  if (change.kind === "add" && depth === path.length) {
    return tree.kind === "mapping" ? withKey(tree, change.key, change.value, change.beside ?? tree.at) : tree;
  }
  const step = path[depth];
  if (step === undefined) {
    return change.kind === "replace" ? treeOf(change.value, tree.at) : tree;
  }
  const isLast = depth === path.length - 1;
  if (tree.kind === "list") {
    return changedList(tree, Number(step), change, depth, isLast);
  }
  if (tree.kind !== "mapping" || !tree.entries.has(String(step))) {
    return tree;
  }
  const entries = [...tree.entries].flatMap(([key, entry]): [string, Entry][] => {
    if (key !== step) {
      return [[key, entry]];
    }
    if (isLast && change.kind === "remove") {
      return [];
    }
    return isLast && change.kind === "rename"
      ? [[change.to, entry]]
      : [[key, { ...entry, value: changed(entry.value, change, depth + 1) }]];
  });
  return { ...tree, entries: new Map(entries) };
}

function changedList(list: List, index: number, change: Change, depth: number, isLast: boolean): List {
  const items =
    isLast && change.kind === "remove"
      ? list.items.filter((_, at) => at !== index)
      : list.items.map((item, at) => (at === index ? changed(item, change, depth + 1) : item));
  return { ...list, items };
}

function withKey(mapping: Mapping, key: string, value: PlainData, at: Position): Mapping {
  return { ...mapping, entries: new Map([...mapping.entries, [key, { key: at, value: treeOf(value, at) }]]) };
}

/** Data as a tree, all of which stands at one place. */
function treeOf(data: PlainData, at: Position): Tree {
  if (typeof data !== "object" || data === null) {
    return { kind: "scalar", value: data, at };
  }
  if (Array.isArray(data)) {
    return { kind: "list", items: data.map((item: PlainData) => treeOf(item, at)), at };
  }
  const entries = Object.entries(data).map(([key, value]): [string, Entry] => [
    key,
    { key: at, value: treeOf(value, at) },
  ]);
  return { kind: "mapping", entries: new Map(entries), at };
}

/** A tree as data, values as YAML 1.1 has them. */
export function dataOf(tree: Tree): PlainData {
  switch (tree.kind) {
    case "scalar":
      return valueOfScalar(tree);
    case "poison":
      return null;
    case "list":
      return tree.items.map(dataOf);
    case "mapping":
      return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, dataOf(value)]));
  }
}

export function valueOfScalar({ yaml11, value }: Scalar): Scalar["value"] {
  return yaml11 === undefined ? value : yaml11.value;
}
