// @module-tag unit
import { expect, it } from "vitest";
import { duration, table } from "../../../../lab/rehearsal/report/markdown";

it("says times as a reader does", () => {
  expect([80, 59_900, 61_500, 160_000].map(duration)).toEqual(["0.1 s", "59.9 s", "1 min 1 s", "2 min 40 s"]);
});

it("keeps a table whole, whatever its cells hold", () => {
  expect(table(["what", "found"], [["a | b", "one\ntwo"]])).toBe(
    "| what | found |\n| --- | --- |\n| a   b | one two |",
  );
});
