import { Token } from "cdktf";
import { holdsMark } from "../constructs/words/literal";
import { type CloudConfig, FilledText, type FilledTree, type Preparation } from "../constructs/words/values";
import type * as plan from "../plan/plan";
import type { References } from "./references";

/** A plan's cloud-config as a node takes it. */
export function filledConfig(tree: ReadonlyMap<string, plan.TextTree>, references: References): CloudConfig {
  return Object.fromEntries([...tree].map(([key, value]) => [key, filled(value, references)]));
}

function filled(tree: plan.TextTree, references: References): FilledTree {
  if (tree === null || typeof tree !== "object") {
    return tree;
  }
  if (isList(tree)) {
    return tree.map((item) => filled(item, references));
  }
  return isText(tree) ? filledTextOf(tree, references) : filledConfig(tree, references);
}

/**
 * A text of the plan with its tokens as values; a text without any stays a text, unless cdktf would find a mark of its own
 * in it.
 */
function filledTextOf({ parts }: plan.Text, references: References): string | FilledText {
  const given = parts.map((part) => (typeof part === "string" ? part : references.valueOf(part)));
  const text = given.every((part) => typeof part === "string") ? given.join("") : undefined;
  return text === undefined || holdsMark(text) || Token.isUnresolved(text) ? new FilledText(given) : text;
}

/** What a plan prepares on a node. */
export function preparationsOf(steps: readonly plan.PrepareStep[], references: References): readonly Preparation[] {
  return steps.map((step) => preparationOf(step, references));
}

function preparationOf(step: plan.PrepareStep, references: References): Preparation {
  if (step.kind === "echo") {
    return { kind: step.kind, message: filledTextOf(step.message, references) };
  }
  const content = step.content instanceof Uint8Array ? step.content : filledTextOf(step.content, references);
  return step.kind === "run"
    ? { kind: step.kind, path: step.path, content, words: filledTextOf(step.arguments, references) }
    : { kind: step.kind, path: step.path, content, destination: step.destination };
}

function isText(tree: plan.Text | ReadonlyMap<string, plan.TextTree>): tree is plan.Text {
  return "parts" in tree;
}

function isList(tree: object): tree is readonly plan.TextTree[] {
  return Array.isArray(tree);
}
