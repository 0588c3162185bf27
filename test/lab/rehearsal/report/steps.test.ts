// @module-tag unit

import { expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { Failure, Interrupted } from "../../../../lab/host/failure";
import { Journal } from "../../../../lab/rehearsal/report/journal";
import { runSteps, type Step } from "../../../../lab/rehearsal/report/steps";

/** Runs steps that fail with these, and some that do not, all of which may go on; gives the names of those that ran. */
async function ranOf(...errors: readonly (Error | undefined)[]): Promise<string> {
  const ran: string[] = [];
  const steps = errors.map(
    (error, index): Step => [
      `${index}`,
      async () => {
        ran.push(`${index}`);
        if (error !== undefined) {
          throw error;
        }
        return { result: "done" };
      },
      "go on after a failure",
    ],
  );
  const options = {
    cancellation: new Cancellation(),
    renderer: "silent",
    print: () => {},
    journal: new Journal(),
  } as const;
  const failures = await runSteps(steps, options);
  expect(failures).toEqual(errors.filter((error) => error !== undefined).slice(0, failures.length));
  return ran.join(" ");
}

it("goes on after a step that failed, where the step allows it", async () => {
  expect(await ranOf(undefined, new Failure("no"), undefined)).toBe("0 1 2");
});

it("begins no further step after one that was interrupted", async () => {
  expect(await ranOf(undefined, new Interrupted(), undefined, undefined)).toBe("0 1");
});
