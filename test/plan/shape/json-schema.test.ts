// @module-tag unit
import Ajv from "ajv";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { formOf, type JsonSchema, nullable, wordForm } from "../../../plan/shape/json-schema";
import { matching, notation, oneOrMany, section, text, wholeNumber, word } from "../../../plan/shape/schema";

const ajv = new Ajv({ strict: false });
const takes = (schema: JsonSchema, value: unknown) => ajv.validate(schema, value);

/** A value as the loader has it: a key without a value is there and undefined. */
function asLoaded(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, one ?? undefined]))
    : (value ?? undefined);
}

describe("the form of a shape", () => {
  const shapes: readonly v.GenericSchema[] = [
    text("a"),
    matching("a", /^[a-z]{2,4}$/, "letters"),
    wholeNumber("a", { least: 1, most: 9 }),
    word("a", ["ESSENTIALS", "C++", "a.b"]),
    oneOrMany(text("a")),
    v.optional(wholeNumber("a", { least: 1, most: 9 })),
    v.boolean(),
    v.array(text("a")),
    section("a", { b: text("b"), c: v.optional(word("c", ["never"])) }),
    notation((written) => ({ value: written })),
  ];
  const scalar = fc.constantFrom<unknown>(
    ...[
      "a",
      "abc",
      "",
      " ",
      "7",
      "12",
      "essentials",
      "Essentials",
      "c++",
      "aXb",
      "A.b",
      "never",
      "NEVER",
      0,
      1,
      9,
      10,
      1.5,
    ],
    ...[true, false, null],
  );
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }),
    fc.dictionary(fc.constantFrom("b", "d"), scalar),
  );

  it("takes all that the shape takes", () => {
    fc.assert(
      fc.property(fc.constantFrom(...shapes), value, (shape, given) => {
        fc.pre(v.safeParse(shape, asLoaded(given)).success);
        expect(takes(formOf(shape), given ?? null)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses what is of another kind", () => {
    const wrong: readonly (readonly [number, unknown])[] = [
      [0, 7],
      [0, ["a"]],
      [1, "ABC"],
      [2, 10],
      [2, "x"],
      [3, "essential"],
      [3, "aXb"],
      [3, 7],
      [4, [7]],
      [6, "yes"],
      [8, { b: "a", d: 1 }],
      [8, { c: "never" }],
      [8, []],
    ];
    for (const [shape, given] of wrong) {
      expect({ shape, given, taken: takes(formOf(shapes[shape] as v.GenericSchema), given) }).toEqual({
        ...{ shape, given },
        taken: false,
      });
    }
  });

  it("offers words as they are written, and nothing where nothing may be", () => {
    const form = wordForm(["ESSENTIALS", "ADVANCED"]);
    expect(form.anyOf).toMatchObject([{ enum: ["essentials", "advanced"] }, {}]);
    expect(takes(nullable(form), null)).toBe(true);
    expect(JSON.stringify(nullable(form))).not.toContain('"null"');
  });
});
