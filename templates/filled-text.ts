import type { ApplyValue } from "./apply-value";
import type { Fill } from "./node-file";

/** A text with values in it that Terraform knows only when it applies. */
export class FilledText {
  constructor(readonly parts: readonly (string | ApplyValue)[]) {}

  get values(): readonly ApplyValue[] {
    return this.parts.filter((part): part is ApplyValue => typeof part !== "string");
  }

  toText(fill: Fill): string {
    return this.parts.map((part) => (typeof part === "string" ? part : fill(part))).join("");
  }
}

/** A text with values, as a template literal: filledText`listen ${node.addresses.ipv6}`. */
export function filledText(texts: TemplateStringsArray, ...values: readonly (string | ApplyValue)[]): FilledText {
  return new FilledText(texts.flatMap((text, index) => [text, ...values.slice(index, index + 1)]));
}

/** Structured data as YAML holds it, in whose texts values may stand. */
export type FilledTree =
  | string
  | number
  | boolean
  | null
  | FilledText
  | readonly FilledTree[]
  | { readonly [key: string]: FilledTree };

/** The data with its texts filled in. */
export function filledTree(tree: FilledTree, fill: Fill): unknown {
  if (tree instanceof FilledText) {
    return tree.toText(fill);
  }
  if (isFilledList(tree)) {
    return tree.map((item) => filledTree(item, fill));
  }
  if (isFilledMapping(tree)) {
    return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, filledTree(value, fill)]));
  }
  return tree;
}

/** All values in the data, each once. */
export function valuesIn(tree: FilledTree): readonly ApplyValue[] {
  const found = new Map<string, ApplyValue>();
  collect(tree, found);
  return [...found.values()];
}

export function holdsSecret(tree: FilledTree): boolean {
  return valuesIn(tree).some(({ isSecret }) => isSecret);
}

function collect(tree: FilledTree, found: Map<string, ApplyValue>): void {
  if (tree instanceof FilledText) {
    for (const value of tree.values) {
      found.set(value.expression, value);
    }
  } else if (isFilledList(tree)) {
    for (const item of tree) {
      collect(item, found);
    }
  } else if (isFilledMapping(tree)) {
    for (const value of Object.values(tree)) {
      collect(value, found);
    }
  }
}

export function isFilledList(tree: FilledTree | undefined): tree is readonly FilledTree[] {
  return Array.isArray(tree);
}

export function isFilledMapping(tree: FilledTree | undefined): tree is { readonly [key: string]: FilledTree } {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree) && !(tree instanceof FilledText);
}
