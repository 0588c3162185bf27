// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import { type NetworkAddresses, takeAddress } from "../../../plan/location/fixed-address";
import { contains, formatIpv4, type Ipv4Range, lastOf, networkOf, parseIpv4 } from "../../../platform/addresses/ipv4";
import { ROUTER_ADDRESSES } from "../../../platform/limits";

const AT = { file: "plan.yaml", line: 1, column: 1 };
const range = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 16 - 1 }), fc.integer({ min: 16, max: 28 }))
  .map(([low, prefixSize]) => networkOf({ address: 10 * 2 ** 24 + 3 * 2 ** 16 + low, prefixSize }));
const written = (within: Ipv4Range) =>
  fc.oneof(
    fc.integer({ min: 0, max: 300 }).map((last) => `.${last}`),
    fc.integer({ min: within.address - 2, max: lastOf(within) + 2 }).map(formatIpv4),
    fc.constantFrom("", ".", "vmxnet3", "10.1", "10.1.0.0/24"),
  );

it("an address is taken once, of those that nodes may have, or refused with a word", () => {
  const cases = range.chain((within) =>
    fc.tuple(
      fc.constant(within),
      fc.array(written(within), { maxLength: 20 }),
      fc.constantFrom("low" as const, "high" as const),
    ),
  );
  fc.assert(
    fc.property(cases, ([within, texts, routers]) => {
      const addresses: NetworkAddresses = { range: within, routers, taken: new Map() };
      const [low, high] = routers === "low" ? [ROUTER_ADDRESSES, 0] : [0, ROUTER_ADDRESSES];
      const given = texts.map((text, index) => {
        const findings = new Findings();
        const address = takeAddress(text, addresses, `the one of node ${index}`, AT, "`glue`", findings);
        expect(findings.diagnostics).toHaveLength(address === undefined ? 1 : 0);
        return address;
      });
      const taken = given.filter((address) => address !== undefined);
      expect(new Set(taken).size).toBe(taken.length);
      for (const address of taken) {
        const number = parseIpv4(address) ?? -1;
        expect(contains(within, number)).toBe(true);
        expect(number).toBeGreaterThan(within.address + low);
        expect(number).toBeLessThan(lastOf(within) - high);
      }
    }),
  );
});
