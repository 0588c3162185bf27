// @module-tag unit
import { expect, it } from "vitest";
import type { NodeCheck, Topic } from "../../../commands/verification/check";
import { renderJson, renderReport } from "../../../commands/verification/report";
import { exitCodeOf, leaveOut } from "../../../commands/verification/verdict";

const STATE = { os: "Ubuntu", kernel: "5.15", boot_id: "b", mysql_version: undefined, mysqld_process: undefined };
const check = (node: string, topic: Topic, what: string, holds: boolean): NodeCheck => ({
  ...{ node, topic, what, holds },
  expected: "this",
  found: holds ? "this" : "that",
  remedy: "mend it",
});
const VERIFICATION = {
  checks: [
    check("EU6::a", "disks", "disk", true),
    check("EU6::a", "updates", "packages", false),
    check("NA9::b", "login", "login", false),
  ],
  nodes: { "EU6::a": STATE, "NA9::b": null },
};

it("a report has a line for each check, and what to do where one fails", () => {
  expect(renderReport(VERIFICATION, "all")).toBe(`EU6::a
  ✔  disks    disk      this
  ✘  updates  packages  that
        expected: this
        to do: mend it

NA9::b
  ✘  login  login  that
        expected: this
        to do: mend it

2 nodes: 1 of 3 checks hold; 1 node not reached
`);
});

it("a report of what fails says nothing of nodes where nothing does", () => {
  const nodes = { "EU6::a": STATE };
  expect(renderReport({ checks: VERIFICATION.checks.slice(0, 1), nodes }, "failing")).toBe(
    "1 node: all 1 checks hold\n",
  );
  expect(renderReport(VERIFICATION, "failing")).not.toContain("disk");
});

it("as JSON it tells the remedy only where there is need of one", () => {
  const at = new Date("2026-11-22T12:00:00Z");
  const { checks, ...rest } = JSON.parse(renderJson("tiny", at, VERIFICATION));
  expect(rest).toEqual({
    stack: "tiny",
    verified_at: "2026-11-22T12:00:00.000Z",
    holds: false,
    nodes: { "EU6::a": { os: "Ubuntu", kernel: "5.15", boot_id: "b" }, "NA9::b": null },
  });
  expect(checks.map(({ remedy }: NodeCheck) => remedy)).toEqual([undefined, "mend it", "mend it"]);
});

it("the exit code tells what fails from what could not be looked at", () => {
  expect(exitCodeOf(VERIFICATION)).toBe(1);
  expect(exitCodeOf(leaveOut(VERIFICATION, new Set(["updates", "login"])))).toBe(0);
  expect(exitCodeOf({ ...VERIFICATION, nodes: { "NA9::b": null } })).toBe(3);
  expect(exitCodeOf({ checks: [], nodes: {} })).toBe(0);
});
