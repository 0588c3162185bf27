// @module-tag tools
// Diffs, applied by the real patch.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { unifiedDiff } from "../../../commands/migration/diff";
import { type Splice, spliced } from "../../../commands/migration/splices";

const folder = mkdtempSync(join(tmpdir(), "plumbline-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `patch` makes of a text and a diff. */
function patched(text: string, diff: string): string {
  writeFileSync(join(folder, "plan.yaml"), text);
  const { status, stdout } = spawnSync("patch", ["-p0", "--silent"], { cwd: folder, input: diff, encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
  return readFileSync(join(folder, "plan.yaml"), "utf8");
}

const lines = fc.array(fc.constantFrom("a: 1", "b: 2", "  - c", "", "# d"), { minLength: 1, maxLength: 12 });

/** A text and changes of it, in order and apart from each other. */
const changes = fc.tuple(lines, fc.boolean(), fc.infiniteStream(fc.nat({ max: 9 }))).map(([all, isEnded, numbers]) => {
  const text = `${all.join("\n")}${isEnded ? "\n" : ""}`;
  const next = () => numbers.next().value as number;
  const splices: Splice[] = [];
  for (let at = next(); at < text.length; at += next() + 1) {
    const end = Math.min(text.length, at + next());
    splices.push({ begin: at, end, text: ["", "x", "y\n", "p\nq"][next() % 4] as string });
    at = end;
  }
  return { text, splices };
});

describe("a unified diff of changes", () => {
  it("makes the changed text of the text, as patch reads it", () => {
    fc.assert(
      fc.property(changes, ({ text, splices }) => {
        const after = spliced(text, splices);
        fc.pre(after !== "");
        const diff = unifiedDiff("plan.yaml", text, splices);
        expect(patched(text, diff)).toBe(after);
      }),
      { numRuns: 150 },
    );
  });

  it("is nothing without a change", () => {
    expect(unifiedDiff("plan.yaml", "a: 1\n", [])).toBe("");
    expect(unifiedDiff("plan.yaml", "a: 1\n", [{ begin: 0, end: 1, text: "a" }])).toBe("");
  });
});
