// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
// @module-tag needs/curl
// The table of faults against the calls of a real deployment, and the documentation against the table.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { type CalledOperation, faultsOf } from "../../../../lab/rehearsal/faults/fault";
import { pairsOf } from "../../../../lab/rehearsal/faults/pair";
import { outcomeTable } from "../../../../lab/rehearsal/faults/report";
import { TABLE } from "../../../../lab/rehearsal/faults/table";
import { Rehearsal } from "../../../../lab/rehearsal/rehearsal";
import { PlanFile, ROOT } from "../plan-file";

describe("the table of faults", () => {
  const called = new Map<string, CalledOperation>();
  let file: PlanFile;

  beforeAll(async () => {
    file = new PlanFile();
    const options = { root: ROOT, plan: file.path, environment: file.environment, cancellation: new Cancellation() };
    const rehearsal = await Rehearsal.begin({ ...options, settings: { delayMs: 20 } });
    rehearsal.cloud.events.on("call", ({ operation = "?", method, code }) => {
      const works = code === "IN_PROGRESS" || called.get(operation)?.works === true;
      called.set(operation, { method, works });
    });
    await rehearsal.synthesize();
    await rehearsal.init();
    await rehearsal.apply(() => {});
    await rehearsal.changes();
    await rehearsal.destroy(() => {});
    await rehearsal.end();
  });

  afterAll(() => file.remove());

  it("has a row for each operation of a deployment and a destruction, and no other", () => {
    expect(called.size).toBeGreaterThan(30);
    expect(TABLE.map(({ operation }) => operation).sort()).toEqual([...called.keys()].sort());
  });

  it("has an outcome for each fault that an operation can meet, and no other", () => {
    const wanted = [...called].flatMap(([operation, facts]) => faultsOf(facts).map((fault) => `${operation} ${fault}`));
    expect(
      pairsOf(TABLE)
        .map(({ operation, fault }) => `${operation} ${fault}`)
        .sort(),
    ).toEqual(wanted.sort());
  });

  it("is what the documentation shows", () => {
    expect(readFileSync(join(ROOT, "docs", "rehearsal.md"), "utf8")).toContain(outcomeTable(TABLE));
  });
});
