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

  it.each(["web[1]", "web[1..]", "web[", "web[1..1001]"])("is none: %s", (range) => {
    expect(expand(range)).toBeUndefined();
  });

  it.each([
    ["web[3..1]", [], 'the range "web[3..1]" stands for no node'],
    ["w[01..03]", ["w1", "w2", "w3"], 'the range "w[01..03]" loses its zeros, as in plumbery: its first node is w1'],
    ["web-0[1..2]", ["web-01", "web-02"], undefined],
    ["web[0..1]", ["web0", "web1"], undefined],
  ])("%s is what it is in plumbery, and told where that is odd", (range, names, warning) => {
    const findings = new Findings();
    expect(expandRange(range, at, findings)).toEqual(names);
    expect(findings.hasErrors).toBe(false);
    expect(findings.diagnostics.map(({ message }) => message)).toEqual(warning === undefined ? [] : [warning]);
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
