// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonIn } from "../../platform/printed-json";

const WARNING = `
Warning: Unable to open CLI configuration file

The CLI configuration file at "/home/me/.tofurc" does not exist.

`;

describe("JSON that a program printed", () => {
  it.each([
    ["alone", (text: string) => text],
    ["behind a warning", (text: string) => WARNING + text],
    ["before a warning", (text: string) => `${text}\n${WARNING}`],
    ["between boxes", (text: string) => `╷\n│ Warning: {odd}\n╵\n{\n[not JSON]\n${text}\n}\n`],
    ["with ends of lines as on Windows", (text: string) => (WARNING + text).replaceAll("\n", "\r\n")],
  ])("is found %s, in one line or in many", (_, around) => {
    fc.assert(
      fc.property(
        fc.oneof(fc.dictionary(fc.string(), fc.json()), fc.array(fc.string())),
        fc.boolean(),
        (value, many) => {
          const plain = JSON.parse(JSON.stringify(value));
          expect(jsonIn(around(JSON.stringify(plain, null, many ? 2 : 0)))).toEqual({ value: plain });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is not there: the words are", () => {
    expect(jsonIn(WARNING)).toEqual({
      words: [
        "Warning: Unable to open CLI configuration file",
        'The CLI configuration file at "/home/me/.tofurc" does not exist.',
      ],
    });
    expect(jsonIn("")).toEqual({ words: [] });
  });

  it("is broken off: nothing of it is shown, it may be a secret", () => {
    expect(jsonIn(`a warning\n{\n  "secrets": {"value": "hunter2"`)).toEqual({ words: ["a warning"] });
  });
});
