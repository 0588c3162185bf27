/** One thing that a deployed stack must be, and is, or is not. */
export interface Check {
  /** Number of the use case's requirement. */
  readonly requirement: number;
  /** What is looked at, e.g. `root file system`. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly holds: boolean;
  /** What to do where it does not hold. */
  readonly remedy: string;
}

/** A check of one node. */
export interface NodeCheck extends Check {
  /** Id of the node. */
  readonly node: string;
}

/** What is looked at, and what to do where it is not as expected. */
export interface Subject {
  readonly requirement: number;
  readonly what: string;
  readonly remedy: string;
}

/** A check that holds where both are the same. */
export function same(subject: Subject, expected: string, found: string | undefined): Check {
  return judged(subject, expected, found, expected === found);
}

/** A check whose outcome is known. */
export function judged(subject: Subject, expected: string, found: string | undefined, holds: boolean): Check {
  return { ...subject, expected, found: found === undefined || found === "" ? "nothing" : found, holds };
}
