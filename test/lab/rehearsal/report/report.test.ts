// @module-tag unit
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CallRecord } from "../../../../lab/cloud/calls";
import { same } from "../../../../lab/rehearsal/checks/check";
import { Journal } from "../../../../lab/rehearsal/report/journal";
import { report } from "../../../../lab/rehearsal/report/report";
import { readPlan } from "../../../../plan/read";
import { ROOT } from "../plan-file";

const plan = readPlan({ FITTINGS: "fittings.yaml" }, join(ROOT));
const CALL: CallRecord = {
  ...{ time: "2024-01-01T00:00:00.000Z", region: "EU", method: "POST", path: "/caas/2.4/org/network/deployVlan" },
  ...{ operation: "deployVlan", body: "", status: 200, code: "IN_PROGRESS", answer: "{}", fault: undefined },
};

/** A journal whose clock goes on by a second each time it is looked at. */
function journal(): Journal {
  let time = 1_000_000;
  return new Journal(() => {
    time += 1000;
    return time;
  });
}

describe("the report of a rehearsal", () => {
  it("tells steps with their times, calls by operation and step, and refusals by code", async () => {
    const notes = journal();
    await notes.during("apply", async () => {
      notes.call(CALL);
      notes.call({ ...CALL, status: 400, code: "RESOURCE_BUSY" });
      notes.call({ ...CALL, status: undefined, code: undefined });
      return { result: "2 resources" };
    });
    const text = report({ plan, journal: notes, providers: "stand-ins", failures: [], cancellation: ["nothing left"] });

    expect(text).toContain("| apply | 2 resources | 1.0 s |");
    expect(text).toContain("| deployVlan | 3 | RESOURCE_BUSY 1, connection ended 1 |");
    expect(text).toContain("  section apply\n  apply :0, 1000");
    expect(text).toContain("- providers: stand-ins");
    expect(text.endsWith("- nothing left\n")).toBe(true);
  });

  it("shows a step that failed, why, and the check that did not hold", async () => {
    const notes = journal();
    const work = async () => {
      throw new Error("no way\nmore of it");
    };
    await expect(notes.during("checks", work)).rejects.toThrow("no way");
    notes.checks = [same(7, "EU6::a memory", "8 GB", "4 GB"), same(6, "EU6::a monitoring", "ADVANCED", undefined)];
    const text = report({ plan, journal: notes, providers: "", failures: ["no way\n  hint"], cancellation: [] });

    expect(text).toContain("| checks | **failed**: no way | 1.0 s |");
    expect(text).toContain("no way\n  hint");
    expect(text).toContain("| 7 | EU6::a memory | 8 GB | 4 GB | ✘ |");
    expect(text).toContain("| 6 | EU6::a monitoring | ADVANCED | nothing | ✘ |");
    expect(text).toContain("| 7 | CPU and memory | 0 of 1 |");
  });

  it("keeps its tables whole whatever a text has in it", () => {
    const notes = journal();
    notes.checks = [same(2, "EU6 description", "a|b", "c\nd")];
    const text = report({ plan, journal: notes, providers: "", failures: [], cancellation: [] });
    expect(text).toContain("| 2 | EU6 description | a b | c d | ✘ |");
  });
});
