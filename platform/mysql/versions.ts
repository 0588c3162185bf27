/** The oldest MySQL that a node may have: the first release with all that the scripts ask of a server. */
export const OLDEST_VERSION = "8.0.30";

/** The newest series that the scripts were run on. */
export const NEWEST_PROVEN_SERIES = "9.7";

/**
 * Release series of MySQL that are known, in the order of their releases. Each row begins with a long-term series and ends
 * with the next one (the last row: with the newest series that is known); between them are Innovation series. The numbers
 * do not tell which is which: an LTS series of the calendar numbers has a number like any other. A server upgrades to a
 * later series of its own row, and to none of another row; and a replica may be newer than its source only where that
 * upgrade is supported.
 * Sources: https://dev.mysql.com/doc/refman/9.7/en/upgrade-paths.html and
 * https://dev.mysql.com/doc/refman/9.7/en/replication-compatibility.html
 */
export const LINEAGES: readonly (readonly string[])[] = [
  ["8.0", "8.1", "8.2", "8.3", "8.4"],
  ["8.4", "9.0", "9.1", "9.2", "9.3", "9.4", "9.5", "9.6", "9.7"],
  ["9.7", "26.7", "26.10"],
];

/** A version or series as a number that can be compared: 8.0.46-0ubuntu0.24.04 is 80046, 26.10 is 261000. */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = (/^[\d.]+/.exec(version)?.[0] ?? "").split(".").map(Number);
  return major * 10000 + minor * 100 + patch;
}

/** The series of a version as a number: 9.7.4 is 907, 26.10.0 is 2610. */
export function seriesNumber(version: string): number {
  return Math.floor(versionNumber(version) / 100);
}

/**
 * What the vendor says of a replica at its source. `same`: of one series, whatever the patch releases. `supported`: the
 * replica is of a later series that the source could be upgraded to. `unsupported`: it is older, or no upgrade leads from
 * one to the other. `unknown`: the replica is of a later series, and one of them is none of LINEAGES.
 */
export type Replicating = "same" | "supported" | "unsupported" | "unknown";

export function replicating(source: string, replica: string): Replicating {
  const from = seriesNumber(source);
  const to = seriesNumber(replica);
  if (from === to) {
    return "same";
  }
  if (from > to) {
    return "unsupported";
  }
  const lineages = LINEAGES.map((lineage) => lineage.map(seriesNumber));
  if (lineages.some((lineage) => lineage.includes(from) && lineage.includes(to))) {
    return "supported";
  }
  const known = new Set(lineages.flat());
  return known.has(from) && known.has(to) ? "unsupported" : "unknown";
}

/** `LINEAGES` as a script reads them: one word a lineage, series as numbers between colons. */
export function lineageWords(): string {
  return LINEAGES.map((lineage) => `:${lineage.map(seriesNumber).join(":")}:`).join(" ");
}
