// @module-tag unit
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ACCIDENTS } from "../../../../lab/rehearsal/failures/accidents";
import { FAILURES } from "../../../../lab/rehearsal/failures/all";
import { groupStepOf, REPLICA, stepOf } from "../../../../lab/rehearsal/failures/case";
import { casesNamed } from "../../../../lab/rehearsal/failures/rehearse-cases";
import { CONFIGURED, SECOND_DAY } from "../../../../lab/rehearsal/failures/second-day";
import { synthesizePlan } from "../../../stacks/synthesized-plan";
import { ROOT } from "../plan-file";

const ALL = [...FAILURES, ...SECOND_DAY];

describe("cases", () => {
  it("have a name each", () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });

  const documentation = readFileSync(join(ROOT, "docs", "rehearsal.md"), "utf8");
  it.each(ALL.map((one) => [one.name, one] as const))("are documented with what came of them: %s", (name, one) => {
    expect(documentation).toContain(`| \`${name}\` | ${one.what} | ${one.expected} | `);
  });

  it("are chosen by name, in the order of the table", () => {
    expect(casesNamed(["link-cut", "rule-3306"], ACCIDENTS).map(({ name }) => name)).toEqual(["rule-3306", "link-cut"]);
    expect(() => casesNamed(["memory"], ACCIDENTS)).toThrow("no such case: memory; there are rule-3306, ");
  });

  it("name a step's resource as the stack does", () => {
    const { null_resource: steps } = synthesizePlan().terraform.resource;
    const names = [
      stepOf(REPLICA, "ready"),
      groupStepOf("role"),
      groupStepOf("link", REPLICA),
      ...CONFIGURED.map((change) => change.replace(/^replace /, "")),
    ];
    for (const name of names) {
      expect(Object.keys(steps)).toContain(name.replace(/^null_resource\./, ""));
    }
  });
});
