// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import {
  fitText,
  fitValue,
  type ParameterType,
  parseParameterType,
  splitList,
} from "../../../plan/parameters/parameter-type";
import { readDocuments } from "../../../plan/yaml/documents";
import type { Tree } from "../../../plan/yaml/tree";

function tree(yaml: string): Tree {
  return readDocuments("a.yaml", yaml, new Findings())?.[0] as Tree;
}

function typeOf(yaml: string): ParameterType {
  return parseParameterType(tree(yaml)) ?? expect.fail("no type");
}

describe("types", () => {
  it.each([
    ["str", { kind: "str" }],
    ["int", { kind: "int" }],
    ["bool", { kind: "bool" }],
    ["list", { kind: "list" }],
    ["locations.list", { kind: "locations.list" }],
    ["['1..256']", { kind: "range", least: 1, most: 256 }],
    ["1..256", { kind: "range", least: 1, most: 256 }],
    ["['-5..5']", { kind: "range", least: -5, most: 5 }],
    ["[a, b, 3]", { kind: "choice", values: ["a", "b", 3] }],
    ["[only]", { kind: "choice", values: ["only"] }],
  ])("%s", (yaml, type) => {
    expect(typeOf(yaml)).toEqual(type);
  });

  it.each(["string", "['5..1']", "[]", "{a: b}", "[a, [b]]", "[null]", "5"])("not %s", (yaml) => {
    expect(parseParameterType(tree(yaml))).toBeUndefined();
  });
});

describe("values", () => {
  it.each([
    ["str", "'a'", "a"],
    ["int", "5", 5],
    ["bool", "true", true],
    ["list", "[a, 2]", ["a", 2]],
    ["list", "a, b", ["a", "b"]],
    ["list", "5", [5]],
    ["list", "[]", []],
    ["locations.list", "EU6", "EU6"],
    ["['1..3']", "3", 3],
    ["[a, 2]", "2", 2],
  ])("of type %s: %s", (type, yaml, value) => {
    expect(fitValue(typeOf(type), tree(yaml))).toEqual({ value });
  });

  it.each([
    ["str", "[a]", "a list; it takes a text"],
    ["int", "1.5", "1.5; it takes a whole number"],
    ["int", "'5'", '"5"; it takes a whole number'],
    ["bool", "'yes'", '"yes"; it takes true or false'],
    ["list", "{a: 1}", "a mapping; it takes a list"],
    ["locations.list", "EU66", '"EU66"; it takes a data centre'],
    ["['1..3']", "4", "4; it takes a whole number from 1 to 3"],
    ["['1..3']", "0", "0; it takes a whole number from 1 to 3"],
    ["[a, 2]", "c", '"c"; it takes one of a, 2'],
    ["[a, 2]", "'2'", '"2"; it takes one of a, 2'],
  ])("not of type %s: %s", (type, yaml, message) => {
    expect(fitValue(typeOf(type), tree(yaml))).toMatchObject({ message });
  });

  it("name the data centre that was meant", () => {
    expect(fitValue(typeOf("locations.list"), tree("EU66"))).toMatchObject({
      hints: [expect.stringContaining("Did you mean EU6?")],
    });
  });

  it("can be given as bare text", () => {
    expect(fitText(typeOf("int"), "-5")).toEqual({ value: -5 });
    expect(fitText(typeOf("str"), "5")).toEqual({ value: "5" });
    expect(fitText(typeOf("bool"), "false")).toEqual({ value: false });
    expect(fitText(typeOf("list"), "a, b,")).toEqual({ value: ["a", "b"] });
    expect(fitText(typeOf("[1, b]"), "1")).toEqual({ value: 1 });
    expect(fitText(typeOf("int"), "five")).toMatchObject({ message: '"five"; it takes a whole number' });
    expect(fitText(typeOf("bool"), "yes")).toMatchObject({ message: '"yes"; it takes true or false' });
  });

  it("lie in a range exactly where they are not below and not above it", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (least, width, value) => {
        const fits = "value" in fitText({ kind: "range", least, most: least + width }, String(value));
        expect(fits).toBe(value >= least && value <= least + width);
      }),
    );
  });
});

it("splits lists that are written in one text", () => {
  expect(splitList(" a,b ,, c")).toEqual(["a", "b", "c"]);
  expect(splitList("")).toEqual([]);
});
