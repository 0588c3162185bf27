// @module-tag unit
import { describe, expect, it } from "vitest";
import { Input } from "../../../lab/cloud/input";
import type { Refusal } from "../../../lab/cloud/refusal";

function problemsOf(
  read: (input: Input) => void,
  fields: Record<string, unknown>,
  form: "json" | "xml" = "json",
): unknown {
  const input = new Input(fields, form);
  read(input);
  try {
    input.check();
    return [];
  } catch (error) {
    return (error as Refusal).problems.map(({ name, value }) => `${name} ${value}`);
  }
}

describe("the fields of a request", () => {
  it("name all that is wrong at once, with the path to it", () => {
    const read = (input: Input) => {
      input.text("name");
      input.number("memoryGb", { least: 1, most: 256 });
      input.part("networkInfo").part("primaryNic").text("vlanId");
      for (const disk of input.parts("disk")) {
        disk.number("sizeGb", { least: 10, most: 1000 });
      }
    };
    expect(problemsOf(read, { memoryGb: 300, disk: [{ sizeGb: 10 }, { sizeGb: 1.5 }, "x"] })).toEqual([
      "name is required",
      "memoryGb is 300; 1 to 256 is allowed",
      "networkInfo.primaryNic.vlanId is required",
      "disk[2] must be an object",
      "disk[1].sizeGb must be a whole number",
    ]);
  });

  it("are what they are in JSON and texts in XML", () => {
    const read = (input: Input) => {
      input.number("count", { least: 1, most: 9 });
      input.flag("enabled");
      input.texts("names");
      input.parts("ports");
    };
    expect(problemsOf(read, { count: 1, enabled: true, names: ["a"], ports: [{}] })).toEqual([]);
    expect(problemsOf(read, { count: "1", enabled: "true", names: "a", ports: {} }, "xml")).toEqual([]);
    expect(problemsOf(read, { count: "1", enabled: "true", names: "a", ports: {} })).toEqual([
      "count must be a whole number",
      "enabled must be true or false",
      "names must be a list",
      "ports must be a list",
    ]);
  });

  it("are absent where they are null", () => {
    const read = (input: Input) => {
      expect(input.optionalText("text")).toBeUndefined();
      expect(input.optionalNumber("number", { least: 1, most: 2 })).toBeUndefined();
      expect(input.optionalFlag("flag")).toBeUndefined();
      expect(input.optionalOneOf("one", ["a"])).toBeUndefined();
      expect(input.optionalPart("part")).toBeUndefined();
      expect([...input.parts("parts"), ...input.texts("texts")]).toEqual([]);
    };
    const names = ["text", "number", "flag", "one", "part", "parts", "texts"];
    expect(problemsOf(read, Object.fromEntries(names.map((name) => [name, null])))).toEqual([]);
    expect(problemsOf(read, {})).toEqual([]);
  });
});
