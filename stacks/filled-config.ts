import type { Node } from "../constructs/node/node";
import { type CloudConfig, FilledText, type FilledTree, plainValue, variableName } from "../constructs/words/values";
import type * as plan from "../plan/plan";
import type { PlanValues } from "./plan-values";
import { attributeOf } from "./terraform-text";

/** What the tokens of a plan are looked up in. */
export interface Lookup {
  readonly nodeOf: (id: string) => Node;
  readonly values: PlanValues;
}

/** A plan's cloud-config as a node takes it. */
export function filledConfig(tree: ReadonlyMap<string, plan.TextTree>, lookup: Lookup): CloudConfig {
  return Object.fromEntries([...tree].map(([key, value]) => [key, filled(value, lookup)]));
}

function filled(tree: plan.TextTree, lookup: Lookup): FilledTree {
  if (tree === null || typeof tree !== "object") {
    return tree;
  }
  if (isList(tree)) {
    return tree.map((item) => filled(item, lookup));
  }
  return isText(tree) ? filledTextOf(tree, lookup) : filledConfig(tree, lookup);
}

/** A text of the plan with its tokens as values; a text without any stays a text. */
export function filledTextOf({ parts }: plan.Text, lookup: Lookup): string | FilledText {
  const given = parts.map((part) => (typeof part === "string" ? part : valueBehind(part, lookup)));
  return given.every((part) => typeof part === "string") ? given.join("") : new FilledText(given);
}

function valueBehind(reference: plan.Reference, { nodeOf, values }: Lookup) {
  if (reference.kind === "node") {
    const { node: id, attribute } = reference;
    const node = nodeOf(id);
    return plainValue(variableName(node.label, attribute), `${attribute} of ${id}`, attributeOf(node, attribute));
  }
  const value = values.valueOf(reference);
  if (value === undefined) {
    throw new Error(`no value for a reference to ${reference.kind}`);
  }
  return value;
}

function isText(tree: plan.Text | ReadonlyMap<string, plan.TextTree>): tree is plan.Text {
  return "parts" in tree;
}

function isList(tree: object): tree is readonly plan.TextTree[] {
  return Array.isArray(tree);
}
