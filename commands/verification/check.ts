/** What checks are about, in the order of the report. */
export const TOPICS = [
  "disks",
  "firewall",
  "file-system",
  "updates",
  "clock",
  "login",
  "sshd",
  "peers",
  "steps",
  "mysqld",
  "source",
  "replica",
  "data",
  "replication",
] as const;

export type Topic = (typeof TOPICS)[number];

/** One property that a deployed stack must have, with what was found. */
export interface Check {
  readonly topic: Topic;
  /** What is checked, e.g. `root file system`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
  /** What to do if it does not hold. */
  readonly remedy: string;
}

/** A check of one node. */
export interface NodeCheck extends Check {
  /** Id of the node. */
  readonly node: string;
}

/** What is checked, and what to do if it is not as expected. */
export interface Subject {
  readonly topic: Topic;
  readonly what: string;
  readonly remedy: string;
}

/** A check that two values are equal. */
export function same(subject: Subject, expected: string, found: string | undefined): Check {
  return judged(subject, expected, found, expected === found);
}

/** A check with a known result. */
export function judged(subject: Subject, expected: string, found: string | undefined, holds: boolean): Check {
  return { ...subject, expected, found: found === undefined || found === "" ? "nothing" : found, holds };
}
