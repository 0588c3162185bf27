// @module-tag unit
import { describe, expect, it } from "vitest";
import { readPlain } from "../../../plan/yaml/yaml11";

describe("a plain scalar of YAML 1.1", () => {
  it.each<[string, string | number | boolean | null]>([
    ["0400", 256],
    ["0o755", "0o755"],
    ["08", "08"],
    ["0x1F", 31],
    ["0b101", 5],
    ["1_000", 1000],
    ["12:30:00", 45000],
    ["-190:20:30", -685230],
    ["12:60", "12:60"],
    ["1.5", 1.5],
    ["1e3", "1e3"],
    ["1.5e+3", 1500],
    [".5", 0.5],
    ["+1", 1],
    ["-0", 0],
    ["yes", true],
    ["Off", false],
    ["y", "y"],
    ["~", null],
    ["", null],
    ["NULL", null],
    ["nuLL", "nuLL"],
    ["2015-11-01", "2015-11-01"],
    ["=", "="],
    ["_", "_"],
    [".", "."],
    ["-", "-"],
  ])("%s", (source, value) => {
    expect(readPlain(source).value).toBe(value);
    expect(readPlain(source).problem).toBeUndefined();
  });

  it("has a problem where it is a number that nothing can keep", () => {
    expect(readPlain(".inf").problem).toContain(".inf is no number");
    expect(readPlain("-.INF").problem).toBeDefined();
    expect(readPlain(".NaN").problem).toBeDefined();
    expect(readPlain("12345678901234567890").problem).toContain("more digits");
  });

  it("is told where it becomes another number", () => {
    expect(readPlain("1.0")).toMatchObject({ value: 1, remark: expect.stringContaining("whole number 1") });
    expect(readPlain("1.10").remark).toBeUndefined();
  });
});
