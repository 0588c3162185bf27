// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { Source } from "../../../plan/yaml/source";

it("finds the line and the column of any character", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "é", "😀", " ") }), { minLength: 1 }),
      fc.nat(),
      (lines, seed) => {
        const source = new Source("a.yaml", lines.join("\n"));
        const line = seed % lines.length;
        const characters = [...(lines[line] as string)];
        const column = characters.length === 0 ? 0 : seed % characters.length;
        const offset =
          lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) +
          characters.slice(0, column).join("").length;
        expect(source.position(offset)).toEqual({ file: "a.yaml", line: line + 1, column: column + 1 });
      },
    ),
  );
});

it("leaves a byte order mark out of the columns", () => {
  expect(new Source("a.yaml", "\uFEFFab").position(1)).toMatchObject({ line: 1, column: 2 });
});
