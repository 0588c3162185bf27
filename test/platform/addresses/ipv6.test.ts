// @module-tag unit
import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatIpv6,
  formatIpv6Range,
  ipv6NetworkOf,
  parseIpv6,
  parseIpv6Range,
} from "../../../platform/addresses/ipv6";

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: 0xffff }));
const address = fc.array(group, { minLength: 8, maxLength: 8 });

describe("IPv6 addresses", () => {
  it("are written as URLs have them, in canonical form", () => {
    fc.assert(
      fc.property(address, (groups) => {
        const written = groups.map((one) => one.toString(16).padStart(4, "0").toUpperCase()).join(":");
        expect(`[${formatIpv6(groups)}]`).toBe(new URL(`http://[${written}]/`).hostname);
      }),
      { numRuns: 1000 },
    );
  });

  it("are read back from any form", () => {
    fc.assert(
      fc.property(address, (groups) => {
        expect(parseIpv6(formatIpv6(groups))).toEqual(groups);
        expect(parseIpv6(groups.map((one) => one.toString(16).padStart(4, "0")).join(":"))).toEqual(groups);
      }),
    );
  });

  it("are read exactly where Node.js reads one, but for IPv4 tails and zones", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(":", "::", "0", "1", "f", "db8", "12345", "g") }), (text) => {
        expect(parseIpv6(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: 2000 },
    );
    expect(parseIpv6("::ffff:192.0.2.1")).toBeUndefined();
    expect(parseIpv6("fe80::1%eth0")).toBeUndefined();
  });

  it.each([
    ["2001:0DB8:000b::0010", "2001:db8:b::10"],
    ["::", "::"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["0:0:1:0:0:2:3:4", "::1:0:0:2:3:4"],
    ["10:0:0:1:1:1:1:10", "10::1:1:1:1:10"],
  ])("%s is %s", (written, canonical) => {
    expect(formatIpv6(parseIpv6(written) ?? expect.fail(written))).toBe(canonical);
  });
});

describe("IPv6 ranges", () => {
  it("are read and written the same", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 128 }), (groups, prefixSize) => {
        expect(parseIpv6Range(formatIpv6Range({ address: groups, prefixSize }))).toEqual({
          address: groups,
          prefixSize,
        });
      }),
    );
  });

  it.each(["2001:db8::", "2001:db8::/129", "2001:db8::/032", "2001:db8::/x", "10.0.0.0/8"])("are not %s", (text) => {
    expect(parseIpv6Range(text)).toBeUndefined();
  });

  it("begin at their network address: the bits behind the prefix are cleared, those before it kept", () => {
    const bits = (groups: readonly number[]) => groups.map((one) => one.toString(2).padStart(16, "0")).join("");
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 128 }), (groups, prefixSize) => {
        const network = ipv6NetworkOf({ address: groups, prefixSize });
        expect(bits(network.address)).toBe(bits(groups).slice(0, prefixSize).padEnd(128, "0"));
      }),
    );
  });
});
