import type { Mapping } from "../yaml/tree";

/** The known name that a mistyped one most likely means: it differs by few letters. Undefined if none is near. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Whether a mapping lacks a key and has a similar one. */
export function hasMistyped({ entries }: Mapping, key: string): boolean {
  return !entries.has(key) && [...entries.keys()].some((name) => nearest(name, [key]) !== undefined);
}

/** Hints about an unknown name: what it may mean, and which names exist. */
export function namesHint(what: string, name: string, known: readonly string[]): string[] {
  if (known.length === 0) {
    return [`there are no ${what}`];
  }
  const near = nearest(name, known);
  const shown = known.length > 20 ? `${known.slice(0, 20).join(", ")} and ${known.length - 20} more` : known.join(", ");
  return [`${what}: ${shown}.${near === undefined ? "" : ` Did you mean ${near}?`}`.replace(/\.$/, "")];
}

/**
 * Number of insertions, removals, replacements and swaps of neighbours between two texts; the search ends at `limit`.
 */
function editDistance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) {
    return limit;
  }
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (last[j - 1] as number) + (one[i - 1] === other[j - 1] ? 0 : 1);
      let distance = Math.min(replaced, (last[j] as number) + 1, (row[j - 1] as number) + 1);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        distance = Math.min(distance, (before[j - 2] as number) + 1);
      }
      row.push(distance);
    }
    before = last;
    last = row;
  }
  return last[other.length] as number;
}
