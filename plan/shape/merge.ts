import type { Entry, Tree } from "../yaml/tree";

/**
 * Merges defaults with the values that override them, as plumbery does: mappings key by key, lists concatenated
 * (defaults first), anything else replaced. A key without a value overrides nothing. Each value keeps the place where
 * it was written.
 */
export function merge(defaults: Tree | undefined, overriding: Tree | undefined): Tree | undefined {
  if (defaults === undefined || isNothing(defaults)) {
    return overriding;
  }
  if (overriding === undefined || isNothing(overriding)) {
    return defaults;
  }
  if (defaults.kind === "list" && overriding.kind === "list") {
    const inherited = defaults.items.length;
    return { kind: "list", items: [...defaults.items, ...overriding.items], at: overriding.at, inherited };
  }
  if (defaults.kind !== "mapping" || overriding.kind !== "mapping") {
    return overriding;
  }
  const entries = new Map<string, Entry>(defaults.entries);
  for (const [key, entry] of overriding.entries) {
    const inherited = defaults.entries.get(key);
    if (inherited === undefined) {
      entries.set(key, entry);
    } else {
      const value = merge(inherited.value, entry.value) ?? entry.value;
      entries.set(key, value === inherited.value ? inherited : { ...entry, value });
    }
  }
  const partial = defaults.partial || overriding.partial;
  return { kind: "mapping", entries, at: overriding.at, ...(partial && { partial }) };
}

function isNothing(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}
