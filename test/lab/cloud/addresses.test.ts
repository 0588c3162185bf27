// @module-tag unit
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  expandedIpv6,
  freeIpv4,
  isInIpv6RangeOf,
  newIpv6,
  normalIpv6,
  requireFreeIpv4,
} from "../../../lab/cloud/addresses";
import type { Refusal } from "../../../lab/cloud/refusal";
import { attachedGateway, hostsOf, ipv4RangeOf, isHostOf, type Vlan } from "../../../lab/cloud/state/vlan";
import { contains, formatIpv4, lastOf, networkOf, parseIpv4, sizeOfPrefix } from "../../../platform/addresses/ipv4";
import { formatIpv6, parseIpv6 } from "../../../platform/addresses/ipv6";

const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });

/** A VLAN of any place, size and kind of gateway. */
const vlans = fc
  .record({
    address: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    prefixSize: fc.integer({ min: 16, max: 28 }),
    gatewayAddressing: fc.constantFrom("LOW" as const, "HIGH" as const, undefined),
    gateway: fc.nat(),
  })
  .map(({ address, prefixSize, gatewayAddressing, gateway }): Vlan => {
    const range = networkOf({ address, prefixSize });
    const host = range.address + 1 + (gateway % (sizeOfPrefix(prefixSize) - 2));
    return {
      ...{
        id: "v",
        datacenterId: "EU6",
        createTime: "",
        state: "NORMAL",
        networkDomainId: "d",
        name: "v",
        description: "",
      },
      ...{
        ipv4Address: formatIpv4(range.address),
        ipv4PrefixSize: prefixSize,
        ipv6Prefix: "2001:db8:64:1153",
        gatewayAddressing,
      },
      ipv4GatewayAddress:
        gatewayAddressing === undefined ? formatIpv4(host) : attachedGateway(range, gatewayAddressing),
    };
  });

describe("IPv6 addresses as the API writes them", () => {
  it("are expanded, and mean what the short form means", () => {
    expect(expandedIpv6(parseIpv6("2001:DB8:64:1153::1") ?? [])).toBe("2001:db8:64:1153:0:0:0:1");
    fc.assert(
      fc.property(groups, (address) => {
        const text = expandedIpv6(address);
        expect(text.split(":").length).toBe(8);
        expect(parseIpv6(text)).toEqual(address);
        expect(normalIpv6(formatIpv6(address))).toBe(text);
        expect(normalIpv6(text.toUpperCase())).toBe(text);
      }),
    );
  });

  it("are undefined where a text is none", () => {
    for (const text of ["", "10.0.0.1", "2001:db8", "::g", "1:2:3:4:5:6:7:8:9"]) {
      expect(normalIpv6(text)).toBeUndefined();
    }
  });
});

describe("the hosts of a VLAN", () => {
  it("lie in its range and are neither network, broadcast nor gateway address", () => {
    fc.assert(
      fc.property(vlans, fc.nat(), (vlan, offset) => {
        const range = ipv4RangeOf(vlan);
        const address = range.address + (offset % sizeOfPrefix(range.prefixSize));
        if (isHostOf(vlan, address)) {
          expect(contains(range, address)).toBe(true);
          expect([range.address, lastOf(range)]).not.toContain(address);
          expect(formatIpv4(address)).not.toBe(vlan.ipv4GatewayAddress);
        }
        expect(isHostOf(vlan, lastOf(range) + 1)).toBe(false);
        expect(isHostOf(vlan, range.address - 1)).toBe(false);
      }),
    );
  });

  it("leave three addresses to an attached VLAN's gateways, at the end where these stand", () => {
    fc.assert(
      fc.property(vlans, (vlan) => {
        const range = ipv4RangeOf(vlan);
        const { first, last } = hostsOf(vlan);
        const kept = vlan.gatewayAddressing === undefined ? 0 : 3;
        expect(last - first + 1).toBe(sizeOfPrefix(range.prefixSize) - 2 - kept);
        expect(first - range.address).toBe(vlan.gatewayAddressing === "LOW" ? 4 : 1);
        expect(lastOf(range) - last).toBe(vlan.gatewayAddressing === "HIGH" ? 4 : 1);
      }),
    );
  });

  it("are given lowest first, until there is none", () => {
    fc.assert(
      fc.property(vlans, fc.integer({ min: 1, max: 12 }), (vlan, count) => {
        const taken = new Set<string>();
        for (let index = 0; index < count; index += 1) {
          try {
            const text = freeIpv4(vlan, taken);
            expect(isHostOf(vlan, parseIpv4(text) ?? -1)).toBe(true);
            requireFreeIpv4(vlan, taken, text, "field");
            taken.add(text);
            expect(() => requireFreeIpv4(vlan, taken, text, "field")).toThrow("is in use or reserved");
          } catch (error) {
            expect(error).toMatchObject({ code: "NO_IP_ADDRESS_AVAILABLE" } satisfies Partial<Refusal>);
            expect(vlan.ipv4PrefixSize).toBe(28);
          }
        }
        const numbers = [...taken].map((text) => parseIpv4(text) ?? 0);
        expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      }),
    );
  });
});

describe("the IPv6 address of a card", () => {
  it("lies in the VLAN's /64, is no gateway's, is free, and is the same for the same card", () => {
    fc.assert(
      fc.property(vlans, fc.uuid(), fc.array(fc.uuid(), { maxLength: 5 }), (vlan, id, others) => {
        const taken = new Set(others.map((other) => newIpv6(vlan, other, new Set())));
        const address = newIpv6(vlan, id, taken);
        expect(isInIpv6RangeOf(vlan, address)).toBe(true);
        expect(normalIpv6(address)).toBe(address);
        expect(address).not.toMatch(/:0:0:0:[01]$/);
        expect(taken.has(address)).toBe(false);
        expect(newIpv6(vlan, id, taken)).toBe(address);
        expect(newIpv6(vlan, id, new Set([address]))).not.toBe(address);
      }),
    );
  });
});
