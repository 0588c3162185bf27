// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4Range, networkOf } from "../../../platform/addresses/ipv4";
import { edited, expectErrors, expectWarnings, load } from "../trial";

const withOperators = (operators: string) => edited(["operators: 192.0.2.0/24", operators]);

describe("operators", () => {
  it("are ranges and addresses, one or many", () => {
    expect(load(withOperators("operators: 192.0.2.7")).operators).toEqual(["192.0.2.7/32"]);
    expect(load(withOperators("operators: [192.0.2.7, 198.51.100.0/24, 192.0.2.7/32]")).operators).toEqual([
      "192.0.2.7/32",
      "198.51.100.0/24",
    ]);
    expect(load(withOperators('operators: "192.0.2.7, 198.51.100.0/24"')).operators).toEqual([
      "192.0.2.7/32",
      "198.51.100.0/24",
    ]);
  });

  it("are anyone where the plan says nothing, which is warned of", () => {
    const plan = expectWarnings(withOperators("").replace("name: trial", "§name: trial"), [
      "any address may log in over SSH: `operators` is not set",
    ]);
    expect(plan.operators).toBeUndefined();
    expect(plan.warnings[0]?.hints).toEqual(["narrow it in the settings: operators: [192.0.2.0/24]"]);
  });

  it.each([
    "any",
    "Any",
    "0.0.0.0/0",
    "[192.0.2.7, any]",
  ])("are anyone where it says so, which is warned of once: %s", (value) => {
    const marked = value.startsWith("[") ? value.replace("any", "§any") : `§${value}`;
    const plan = expectWarnings(withOperators(`operators: ${marked}`), [
      "any address may log in over SSH: `operators` is any",
    ]);
    expect(plan.operators).toBeUndefined();
  });

  it("name the parameter that narrows them", () => {
    const text = withOperators(
      'parameters:\n  who: {information: who, type: list, default: any}\noperators: §"{{ parameter.who }}"',
    );
    const plan = expectWarnings(text, ["any address may log in over SSH: `operators` is any"]);
    expect(plan.warnings[0]?.hints).toEqual(['narrow it with the parameter who: PARAMETERS="who=192.0.2.0/24"']);
    const narrowed = load(text.replace("§", ""), {
      parameters: { kind: "inline", text: "who=192.0.2.7,198.51.100.0/24" },
    });
    expect(narrowed.operators).toEqual(["192.0.2.7/32", "198.51.100.0/24"]);
    expect(narrowed.warnings).toEqual([]);
  });

  it.each([
    "192.0.2",
    "192.0.2.256",
    "192.0.2.0/33",
    "2001:db8::/32",
    "office",
    "192.0.2.0/",
  ])("are nothing else: %s", (value) => {
    expectErrors(withOperators(`operators: §"${value}"`), [
      [`"${value}" in \`operators\` is no IPv4 address or range`, "192.0.2.0/24, or `any`"],
    ]);
  });

  it("are ranges, not hosts with a prefix", () => {
    expectErrors(withOperators("operators: §192.0.2.7/24"), [
      ['"192.0.2.7/24" in `operators` is no range: bits behind its prefix are set', "did you mean 192.0.2.0/24?"],
    ]);
  });

  it("are not nobody", () => {
    expectErrors(withOperators("operators: §[]"), ["operators is empty: nobody could log in"]);
    expectErrors(withOperators('operators: §","'), ["operators is empty: nobody could log in"]);
  });

  it("are texts", () => {
    expectErrors(withOperators("operators: §{from: 192.0.2.7}"), [
      "`operators` takes one text or a list of them, not a mapping",
    ]);
    expectErrors(withOperators("operators: §true"), ["`operators` takes one text or a list of them, not true"]);
  });

  it("may be any range", () => {
    fc.assert(
      fc.property(fc.nat({ max: 0xffff_ffff }), fc.integer({ min: 1, max: 32 }), (address, prefixSize) => {
        const range = formatIpv4Range(networkOf({ address, prefixSize }));
        expect(load(withOperators(`operators: ${range}`)).operators).toEqual([range]);
      }),
    );
  });
});
