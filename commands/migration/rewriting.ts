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
 * @throws PlanError where the plan that comes out is in error or means something else
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
  const { splices } = splicesOf(text, edits);
  if (splices.length === 0) {
    return undefined;
  }
  const changed = spliced(text, splices);
  const read = readAgain(changed, load);
  if (read === undefined || meaning(read) !== meaning(plan)) {
    throw new PlanError([
      {
        severity: "error",
        at: plan.translations[0]?.edits[0]?.at ?? plan.at,
        message: "the translated text of this plan would mean something else than the plan does",
        hints: ["nothing was written: make the changes that the warnings name by hand"],
      },
    ]);
  }
  return { text: mark + changed, diff: unifiedDiff(file, text, splices), left: read.translations.length };
}

/** The plan of a text; undefined where it is none: its places are of a text that nobody sees. */
function readAgain(text: string, load: (text: string) => Plan): Plan | undefined {
  try {
    return load(text);
  } catch (error) {
    if (error instanceof PlanError) {
      return undefined;
    }
    throw error;
  }
}

/** What cloud-init is to do on each node, as text: whatever order keys have. Without a key, it is nothing. */
function meaning(plan: Plan): string {
  const configs = allNodesOf(plan).map(({ id, cloudConfig }) => [id, ordered(cloudConfig?.tree ?? new Map())]);
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
