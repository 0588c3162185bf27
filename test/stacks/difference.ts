import type { Synthesized } from "../constructs/synthesized";

/** What two syntheses do not have in common. */
export interface Difference {
  /** Places in `cdk.tf.json` with `+` (new), `-` (gone) or `~` (changed) before them; the outermost that differ as a whole. */
  readonly terraform: readonly string[];
  /** Files beside it, likewise. */
  readonly files: readonly string[];
}

export function difference(before: Synthesized, after: Synthesized): Difference {
  return {
    terraform: compare(before.terraform, after.terraform, [], " > "),
    files: compare(before.files, after.files, [], "/"),
  };
}

function compare(before: unknown, after: unknown, path: readonly string[], separator: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) {
    return [];
  }
  const place = path.join(separator);
  if (before === undefined) {
    return [`+ ${place}`];
  }
  if (after === undefined) {
    return [`- ${place}`];
  }
  if (!isRecord(before) || !isRecord(after)) {
    return [`~ ${place}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => compare(before[key], after[key], [...path, key], separator));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
