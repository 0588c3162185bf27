// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import { expandRange } from "../../../plan/names/node-range";

const at = { file: "a.yaml", line: 1, column: 1 };
const expand = (name: string) => expandRange(name, at, new Findings());

describe("a range of nodes", () => {
  it.each([
    ["web", ["web"]],
    ["web[1..3]", ["web1", "web2", "web3"]],
    ["web-0[8..9]-eu", ["web-08-eu", "web-09-eu"]],
    ["web[09..11]", ["web9", "web10", "web11"]],
    ["web[5..5]", ["web5"]],
  ])("%s", (range, names) => {
    expect(expand(range)).toEqual(names);
  });

  it("expands its last brackets alone", () => {
    expect(expand("a[1..2]b[3..4]")).toEqual(["a[1..2]b3", "a[1..2]b4"]);
  });

  it.each(["web[3..1]", "web[1]", "web[1..]", "web[", "web[1..1001]"])("is none: %s", (range) => {
    expect(expand(range)).toBeUndefined();
  });

  it("has a name for each number, all different", () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000 }), fc.nat({ max: 999 }), (low, width) => {
        const names = expand(`n[${low}..${low + width}]s`) as string[];
        expect(new Set(names).size).toBe(width + 1);
        expect([names[0], names.at(-1)]).toEqual([`n${low}s`, `n${low + width}s`]);
      }),
    );
  });
});
