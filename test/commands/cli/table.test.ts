// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignColumns } from "../../../commands/cli/table";

describe("columns", () => {
  it("stand below each other, with nothing at the end of a line", () => {
    expect(
      alignColumns([
        ["NODE", "PUBLIC"],
        ["EU6::master-sql", "-"],
        ["a", ""],
      ]),
    ).toEqual(["NODE             PUBLIC", "EU6::master-sql  -", "a"]);
  });

  it("begin at the same place in each line", () => {
    const word = fc.string({ minLength: 1, unit: fc.constantFrom("a", "b", "-") });
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1 }), (rows) => {
        const starts = alignColumns(rows).map((line, index) => line.length - (rows[index]?.[1].length ?? 0));
        expect(new Set(starts).size).toBe(1);
      }),
    );
  });
});
