import { afterEach, beforeEach } from "vitest";

/** Called within a `describe`: its tests go on from one another, so that after a failure the rest are skipped. */
export function inTurn(): void {
  let failed = false;
  beforeEach(({ skip }) => skip(failed, "an earlier test did not leave what this one begins with"));
  afterEach(({ task }) => {
    failed ||= task.result?.state === "fail";
  });
}
