// @module-tag unit
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { same } from "../../../../lab/rehearsal/checks/check";
import type { Case } from "../../../../lab/rehearsal/failures/case";
import { verdictOn, writeCaseReport } from "../../../../lab/rehearsal/failures/report";

const tried = (name: string): Case => ({
  ...{ name, what: `what is ${name}`, expected: "nothing is lost", from: "the pair" },
  run: async () => [],
});

it("shows each case with its evidence, and which ones are not as expected", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-cases-"));
  const results = [
    { tried: tried("good"), checks: [same(22, "rows", 5, 5)], durationMs: 61_500 },
    { tried: tried("bad"), checks: [same(22, "rows", 5, 5), same(22, "lost | gone", 0, 1)], durationMs: 100 },
  ];
  try {
    const file = writeCaseReport(folder, { title: "Second day", results, failures: ["bad is not as expected"] });
    expect(file).toBe(join(folder, "second-day.md"));
    const text = readFileSync(file, "utf8");
    expect(text).toContain("1 of 2 as expected");
    expect(text).toContain("| what is good | nothing is lost | as expected | 1 min 1 s |");
    expect(text).toContain("| what is bad | nothing is lost | **not so** | 0.1 s |");
    expect(text).toContain("| lost   gone | 0 | 1 | ✘ |");
    expect(text).toContain("bad is not as expected");
    expect(verdictOn(results, 3)).toBe("1 of 3 as expected");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
