// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, networksOf } from "../trial";

function declared(parameter: string, more: readonly (readonly [string, string])[] = []): string {
  return edited(["defaults:", `parameters:\n${parameter}\ndefaults:`], ...more);
}

describe("parameters", () => {
  it("have information, a type and a default", () => {
    const text = declared("  size: {information: GB, type: ['1..8'], default: 8}", [
      ["memory: 4", 'memory: "{{ parameter.size }}"'],
    ]);
    expect(load(text).locations[0]?.networks[0]?.nodes[0]?.memoryGb).toBe(8);
  });

  it("say what they are for", () => {
    expectErrors(declared("  §size: {type: int, default: 8}"), [
      "parameter size has no `information`: say what it is for",
    ]);
  });

  it("may say it in several lines", () => {
    expect(load(declared("  size: {information: [a, b], type: int, default: 8}")).name).toBe("trial");
  });

  it("have a type", () => {
    expectErrors(declared("  §size: {information: GB, default: 8}"), [
      ["parameter size has no `type`", "types: str, int, bool, list, locations.list"],
    ]);
  });

  it("of a type that is not known take anything, as in plumbery, which is told", () => {
    const uses = [["memory: 4", 'memory: "{{ parameter.size }}"']] as const;
    const plan = expectWarnings(declared("  size: {information: GB, type: §integer, default: 8}", uses), [
      "unknown type of parameter size: its values are not checked, as in plumbery",
    ]);
    expect(plan.warnings[0]?.hints.join()).toContain("types: str, int");
    expect(networksOf(plan)[0]?.nodes[0]?.memoryGb).toBe(8);
  });

  it("that are texts take numbers as text, as in plumbery, which is told", () => {
    const uses = [["name: Trial", 'name: "Trial {{ parameter.number }}"']] as const;
    const plan = expectWarnings(declared("  number: {information: number, type: str, default: §12}", uses), [
      "the default of parameter number is 12, and is put in as text: put it in quotes",
    ]);
    expect(plan.locations[0]?.domains[0]?.name).toBe("Trial 12");
  });

  it("have a default of their type", () => {
    expectErrors(declared("  size: {information: GB, type: ['1..256'], default: §1024}"), [
      "the default of parameter size is 1024; it takes a whole number from 1 to 256",
    ]);
  });

  it("have a default that does not hang on another parameter", () => {
    expectErrors(
      declared(
        '  a: {information: a, type: str, default: b}\n  c: {information: c, type: str, default: §"{{ parameter.a }}"}',
      ),
      ["the default of parameter c is made of another parameter; it must stand for itself"],
    );
  });

  it("have no other keys", () => {
    expectErrors(declared("  size: {information: GB, type: int, §defualt: 8}").replace("  size", "  §size"), [
      ["parameter size has no value", 'PARAMETERS="size=..."'],
      ["unknown key `defualt` in a parameter", "Did you mean default?"],
    ]);
  });

  it("are described by mappings", () => {
    expectErrors(declared("  §size: 8"), ["parameter size has no description"]);
    expectErrors(edited(["defaults:", "parameters: §[size]\ndefaults:"]), [
      "`parameters` is a mapping from names to what each takes",
    ]);
  });

  it("have plain names", () => {
    expectErrors(declared('  §"my size": {information: GB, type: int, default: 8}'), [
      '"my size" is no name for a parameter; letters, digits, dots, dashes and underscores are',
    ]);
  });

  it("without a default need a value from outside", () => {
    const text = declared("  §size: {information: GB, type: int}");
    expectErrors(text, [["parameter size has no value", "it takes a whole number"]]);
    expect(load(text.replace("§", ""), { parameters: { kind: "inline", text: "size=5" } }).name).toBe("trial");
  });

  it("in error do not make what uses them an error", () => {
    const uses = [["memory: 4", 'memory: "{{ parameter.size }}"']] as const;
    expectErrors(declared("  size: {information: GB, type: int, default: §many}", uses), [
      'the default of parameter size is "many"; it takes a whole number',
    ]);
    expectErrors(declared("  §size: {information: GB, type: int}", uses), ["parameter size has no value"]);
  });
});
