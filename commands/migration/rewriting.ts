import { PlanError } from "../../plan/findings/plan-error";
import { allNodesOf } from "../../plan/nodes";
import type { Plan } from "../../plan/plan";
import { unifiedDiff } from "./diff";
import { spliced, splicesOf } from "./splices";

/** A plan's text with its translations written into it. */
export interface Rewriting {
  readonly text: string;
  /** What differs, as a unified diff. */
  readonly diff: string;
  /** Translations that are left to a person. */
  readonly left: number;
}

/**
 * Writes the translations of a plan into its text.
 * @param file its name for people
 * @param load reads another text as the plan was read
 * @returns undefined where nothing can be written
 * @throws PlanError where the plan that comes out is in error, which an edit must not bring about
 */
export function rewrite(
  plan: Plan,
  file: string,
  written: string,
  load: (text: string) => Plan,
): Rewriting | undefined {
  const mark = written.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = written.slice(mark.length);
  const all = plan.translations.flatMap(({ edits }) => edits);
  const edits = all.filter(({ at }) => at.file === plan.file);
  const { splices, unplaced } = splicesOf(text, edits);
  if (splices.length === 0) {
    return undefined;
  }
  const changed = spliced(text, splices);
  const read = load(changed);
  if (meaning(read) !== meaning(plan)) {
    throw new PlanError([
      {
        severity: "error",
        at: plan.translations[0]?.edits[0]?.at ?? plan.at,
        message: "the translated text of this plan would mean something else than the plan does",
        hints: ["nothing was written: make the changes that the warnings name by hand"],
      },
    ]);
  }
  const left = all.length - edits.length + unplaced.length + read.translations.length;
  return { text: mark + changed, diff: unifiedDiff(file, text, splices), left };
}

/** What cloud-init is to do on each node, as text: whatever order keys have. */
function meaning(plan: Plan): string {
  const configs = allNodesOf(plan).map(({ id, cloudConfig }) => [id, cloudConfig && ordered(cloudConfig.tree)]);
  return JSON.stringify(configs);
}

/** Data without places, and with keys in the order of their names. */
function ordered(data: unknown): unknown {
  if (data instanceof Map) {
    return ordered(Object.fromEntries(data));
  }
  if (Array.isArray(data)) {
    return data.map(ordered);
  }
  if (typeof data !== "object" || data === null) {
    return data;
  }
  const entries = Object.entries(data).filter(([key]) => key !== "at");
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, value]) => [key, ordered(value)]),
  );
}
