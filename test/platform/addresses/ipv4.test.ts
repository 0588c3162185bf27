// @module-tag unit
import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contains,
  formatIpv4,
  formatIpv4Range,
  isPrivate,
  lastOf,
  networkOf,
  overlaps,
  parseIpv4,
  parseIpv4Range,
  sizeOfPrefix,
} from "../../../platform/addresses/ipv4";

const address = fc.nat({ max: 0xffff_ffff });
const range = fc.record({ address, prefixSize: fc.integer({ min: 0, max: 32 }) });

describe("IPv4 addresses", () => {
  it("are read and written the same", () => {
    fc.assert(fc.property(address, (one) => parseIpv4(formatIpv4(one)) === one));
    expect(formatIpv4(0xffff_ffff)).toBe("255.255.255.255");
    expect(parseIpv4("10.1.0.4")).toBe(0x0a010004);
  });

  it.each([
    "",
    "10.1.0",
    "10.1.0.0.0",
    "10.1.0.256",
    "10.1.0.-1",
    "010.1.0.0",
    "10.1.0.",
    " 10.1.0.0",
    "a.b.c.d",
    "1e1.0.0.0",
    "0x0a.0.0.0",
  ])("are not %j", (text) => {
    expect(parseIpv4(text)).toBeUndefined();
  });
});

describe("IPv4 ranges", () => {
  it("are read and written the same", () => {
    fc.assert(
      fc.property(range, (one) => {
        expect(parseIpv4Range(formatIpv4Range(one))).toEqual(one);
      }),
    );
  });

  it.each([
    "10.1.0.0",
    "10.1.0.0/",
    "10.1.0.0/33",
    "10.1.0.0/024",
    "10.1.0.0/24/1",
    "10.1.0.0/x",
    "/24",
    "10.1.0.0/-1",
    "10.1.0.0/2.5",
  ])("are not %j", (text) => {
    expect(parseIpv4Range(text)).toBeUndefined();
  });

  it("begin at their network address, which is a multiple of their size", () => {
    fc.assert(
      fc.property(range, (one) => {
        const network = networkOf(one);
        expect(network.address % sizeOfPrefix(one.prefixSize)).toBe(0);
        expect(networkOf(network)).toEqual(network);
        expect(lastOf(one) - network.address + 1).toBe(sizeOfPrefix(one.prefixSize));
        expect(contains(one, one.address) && contains(one, network.address) && contains(one, lastOf(one))).toBe(true);
      }),
    );
  });

  it("hold the addresses that Node.js says they hold", () => {
    fc.assert(
      fc.property(range, address, (one, other) => {
        const list = new BlockList();
        list.addSubnet(formatIpv4(one.address), one.prefixSize, "ipv4");
        expect(contains(one, other)).toBe(list.check(formatIpv4(other), "ipv4"));
      }),
    );
  });

  it("overlap exactly where one holds the start of the other", () => {
    fc.assert(
      fc.property(range, range, (one, other) => {
        const shared = contains(one, networkOf(other).address) || contains(other, networkOf(one).address);
        expect(overlaps(one, other)).toBe(shared);
        expect(overlaps(other, one)).toBe(shared);
      }),
    );
  });

  it.each([
    ["10.0.0.0/8", true],
    ["10.255.255.0/24", true],
    ["172.16.0.0/12", true],
    ["192.168.255.240/28", true],
    ["10.0.0.0/7", false],
    ["172.32.0.0/16", false],
    ["192.169.0.0/16", false],
    ["8.8.8.0/24", false],
  ])("%s is private: %s", (text, expected) => {
    expect(isPrivate(parseIpv4Range(text) ?? expect.fail(text))).toBe(expected);
  });
});
