import type { Findings } from "../findings/findings";
import { merge } from "../shape/merge";
import type { Mapping, Tree } from "../yaml/tree";

/** What early releases of plumbery called a key that a later one renamed. */
const RENAMED: Readonly<Record<string, string>> = { rub: "prepare" };

/** A location with the keys of today in place of old ones, which is told. */
export function withoutOldWords<Part extends Tree>(tree: Part, findings: Findings): Part | Mapping {
  if (tree.kind !== "mapping" || ![...tree.entries.keys()].some((key) => key in RENAMED)) {
    return tree;
  }
  const entries = new Map(tree.entries);
  for (const [key, entry] of tree.entries) {
    const today = Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined;
    if (today !== undefined) {
      findings.warning(entry.key, `\`${key}\` is an old name of \`${today}\``, `write ${today}:`);
      entries.delete(key);
      const value = merge(entries.get(today)?.value, entry.value) ?? entry.value;
      entries.set(today, { ...entry, value });
    }
  }
  return { ...tree, entries };
}
