import { EXIT } from "../cli/command";
import type { Verification } from "./stack";

/** What is said of a stack that has no machines to look at. */
export const LEFT_OUT =
  "the steps on the nodes are left out of this stack (MACHINES=left-out): there is nothing to verify";

/** The requirement that time breaks by itself: updates come out, and are installed when an operator chooses. */
export const UPDATES = 13;

/** A verification without some requirements. */
export function leaveOut({ checks, nodes }: Verification, except: ReadonlySet<number>): Verification {
  return { nodes, checks: checks.filter(({ requirement }) => !except.has(requirement)) };
}

/** 0 where all holds, 1 where something does not, 3 where no node could be looked at. */
export function exitCodeOf({ checks, nodes }: Verification): number {
  const states = Object.values(nodes);
  if (states.length > 0 && states.every((state) => state === null)) {
    return EXIT.unknown;
  }
  return checks.every(({ holds }) => holds) ? EXIT.success : EXIT.failure;
}
