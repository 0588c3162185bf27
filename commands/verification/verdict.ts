import { EXIT } from "../cli/command";
import type { Topic } from "./check";
import type { Verification } from "./stack";

/** What is said of a stack that has no machines to look at. */
export const LEFT_OUT =
  "the steps on the nodes are left out of this stack (MACHINES=left-out): there is nothing to verify";

/** New updates come out at any time, and an operator chooses when to install them: they fail no deployment. */
export const UPDATES: Topic = "updates";

/** A verification without some topics. */
export function leaveOut({ checks, nodes }: Verification, except: ReadonlySet<Topic>): Verification {
  return { nodes, checks: checks.filter(({ topic }) => !except.has(topic)) };
}

/** 0 where all holds, 1 where something does not, 3 where no node could be looked at. */
export function exitCodeOf({ checks, nodes }: Verification): number {
  const states = Object.values(nodes);
  if (states.length > 0 && states.every((state) => state === null)) {
    return EXIT.unknown;
  }
  return checks.every(({ holds }) => holds) ? EXIT.success : EXIT.failure;
}
