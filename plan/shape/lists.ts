import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { itemsOf, type Scalar, type Tree } from "../yaml/tree";
import { show } from "./words";

/** The texts of a value that is one text or a list of them; numbers count as texts. Reports anything else. */
export function textsOf(tree: Tree | undefined, what: string, findings: Findings): Scalar[] {
  return itemsOf(tree).filter((item): item is Scalar => {
    if (item.kind !== "scalar" || item.value === null || typeof item.value === "boolean") {
      if (item.kind !== "poison") {
        const found = item.kind === "scalar" ? show(item.value) : `a ${item.kind}`;
        findings.error(item.at, `${what} takes one text or a list of them, not ${found}`);
      }
      return false;
    }
    return true;
  });
}

/** An item of a list whose items are names, each with a value. */
export interface Named {
  readonly name: string;
  readonly at: Position;
  readonly value: Tree;
}

/**
 * The items of a list of mappings with one key each, the form of blueprints and nodes in plans. A bare name has no
 * value.
 */
export function namedItems(
  tree: Tree | undefined,
  what: string,
  findings: Findings,
): { items: Named[]; partial: boolean } {
  if (tree === undefined || tree.kind === "poison") {
    return { items: [], partial: tree !== undefined };
  }
  if (tree.kind !== "list") {
    findings.error(tree.at, `\`${what}\` is not a list`, "begin each name with a dash: `- name:`");
    return { items: [], partial: true };
  }
  let partial = false;
  const items = tree.items.flatMap((item): Named[] => {
    if (item.kind === "scalar" && item.value !== null) {
      return [{ name: String(item.value), at: item.at, value: { kind: "scalar", value: null, at: item.at } }];
    }
    if (item.kind !== "mapping" || item.entries.size === 0) {
      if (item.kind !== "poison" && !(item.kind === "mapping" && item.partial)) {
        findings.error(item.at, `an item of \`${what}\` has no name`, "it takes items such as `- name:`");
      }
      partial = true;
      return [];
    }
    const [[name, first], second] = [...item.entries] as [
      [string, { key: Position; value: Tree }],
      [string, { key: Position }]?,
    ];
    if (second !== undefined) {
      partial = true;
      findings.error(
        second[1].key,
        `\`${second[0]}\` stands beside \`${name}\`, where an item of \`${what}\` has one name`,
        "indent it to put it under that name, or begin it with a dash",
      );
    }
    return [{ name, at: first.key, value: first.value }];
  });
  return { items, partial };
}
