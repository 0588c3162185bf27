// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4, formatIpv4Range, networkOf } from "../../../platform/addresses/ipv4";
import { diagnose, edited, expectErrors, load, networksOf } from "../trial";

const withSubnet = (subnet: string) => edited(["subnet: 10.1.0.0", `subnet: ${subnet}`]);

describe("an ethernet", () => {
  it("is a network with an id", () => {
    expect(networksOf(load(edited()))[0]).toMatchObject({
      id: "EU6::databases",
      name: "databases",
      description: "",
      ipv4: { address: "10.1.0.0", prefixSize: 24 },
      accept: [],
      at: { line: 15, column: 15 },
    });
  });

  it("needs a subnet", () => {
    expectErrors(edited(["        subnet: 10.1.0.0\n", ""], ["      ethernet:", "      §ethernet:"]), [
      "`subnet` is missing in an ethernet",
    ]);
  });

  it("has no keys but its own", () => {
    expectErrors(withSubnet("10.1.0.0\n        §acept: []"), [
      ["unknown key `acept` in an ethernet", "Did you mean accept?"],
    ]);
  });

  it("may be protected", () => {
    const protectedOf = (text: string) => networksOf(load(text)).map((network) => network.protected);
    expect(protectedOf(withSubnet("10.1.0.0\n        destroy: never"))).toEqual([true, false]);
    expectErrors(withSubnet("10.1.0.0\n        destroy: §always"), ['destroy is "always"']);
  });

  it("keeps addresses for what is outside of the plan", () => {
    const reserved = (text: string) => networksOf(load(text))[0]?.reserved.map(({ address }) => address);
    expect(reserved(withSubnet("10.1.0.0\n        reserved: [10.1.0.4, '.9']"))).toEqual(["10.1.0.4", "10.1.0.9"]);
    expect(reserved(withSubnet("10.1.0.0\n        reserved: 10.1.0.4"))).toEqual(["10.1.0.4"]);
    expect(reserved(withSubnet("10.1.0.0"))).toEqual([]);
  });

  it("keeps no address that cannot be had, or that something else has", () => {
    const withReserved = (reserved: string, glue = "") =>
      withSubnet(`10.1.0.0\n        reserved: ${reserved}`).replace("glue: [", `glue: [${glue}`);
    expectErrors(withReserved("[§10.2.0.4, §10.1.0.1, §x, 10.1.0.7, §10.1.0.7, §.10, §{a: 1}]"), [
      "the address 10.2.0.4 is outside the network 10.1.0.0/24",
      "the address 10.1.0.1 is reserved in the network 10.1.0.0/24",
      '"x" in `reserved` is no address',
      "the address 10.1.0.7 is reserved by the plan",
      '"0.1" in `reserved` is no address',
      "`reserved` takes one text or a list of them, not a mapping",
    ]);
    expectErrors(withReserved("[10.1.0.9]", "§primary .9, "), ["the address 10.1.0.9 is reserved by the plan"]);
  });

  it("may be described by several blueprints that agree", () => {
    const second = (more: string) =>
      edited(["\n---\nlocationId: NA9", `\n  - web:\n      ethernet: {name: databases${more}}\n---\nlocationId: NA9`]);
    expect(networksOf(load(second(", subnet: 10.1.0.0")))).toHaveLength(2);
    expectErrors(second(", subnet: §10.9.0.0"), [
      "`subnet` of network databases differs from what a blueprint above says",
    ]);
  });
});

describe("a subnet", () => {
  it("says at which end the platform's routers are", () => {
    const routers = (subnet: string) => networksOf(load(withSubnet(subnet)))[0]?.routers;
    expect([routers("10.1.0.0"), routers("10.1.0.0/22 low"), routers("10.1.0.0 HIGH")]).toEqual(["low", "low", "high"]);
    const primary = (address: string) =>
      withSubnet("10.1.0.0/24 high").replace("glue: [", `glue: [primary ${address}, `);
    expect(networksOf(load(primary(".1")))[0]?.nodes[0]?.privateIpv4).toBe("10.1.0.1");
    expectErrors(primary(".252").replace("primary", "§primary"), [
      ["the address 10.1.0.252 is reserved in the network 10.1.0.0/24", "nodes take 10.1.0.1 to 10.1.0.251"],
    ]);
    expectErrors(withSubnet("§10.1.0.0/25 high"), [
      "subnet 10.1.0.0/25 high: routers are at the high end of ranges from /16 to /24 alone",
    ]);
    expectErrors(withSubnet("§10.1.0.0/24 middle"), [
      'subnet is "10.1.0.0/24 middle"; behind the range it takes low or high',
    ]);
  });

  it.each([
    ["10.1.0.0", { address: "10.1.0.0", prefixSize: 24 }],
    ["172.16.0.0/16", { address: "172.16.0.0", prefixSize: 16 }],
    ["192.168.1.240/28", { address: "192.168.1.240", prefixSize: 28 }],
  ])("%s", (subnet, ipv4) => {
    expect(networksOf(load(withSubnet(subnet)))[0]?.ipv4).toEqual(ipv4);
  });

  it.each([
    ["10.1", "subnet is 10.1, which is none"],
    ["10.1.0", 'subnet is "10.1.0", which is none'],
    ["10.1.0.256", 'subnet is "10.1.0.256", which is none'],
    ["010.1.0.0", 'subnet is "010.1.0.0", which is none'],
    ["10.1.0.0/x", 'subnet is "10.1.0.0/x", which is none'],
    ["fd00::/64", 'subnet is "fd00::/64", which is none'],
    ["[10.1.0.0]", "subnet is a list, which is none"],
    ["10.1.0.0/15", "subnet 10.1.0.0/15 is a /15; a network takes /16 to /28"],
    ["10.1.0.0/29", "subnet 10.1.0.0/29 is a /29; a network takes /16 to /28"],
    ["10.1.0.7", "subnet 10.1.0.7 is the address of a host"],
    ["10.1.0.0/16 ", "subnet is"],
    ["8.8.8.0", "subnet 8.8.8.0 is not private"],
    ["172.32.0.0/16", "subnet 172.32.0.0/16 is not private"],
  ])("is not %s", (subnet, message) => {
    if (message === "subnet is") {
      expect(load(withSubnet(subnet)).name).toBe("trial");
    } else {
      expectErrors(withSubnet(`§${subnet}`), [message]);
    }
  });

  it("tells which network was meant", () => {
    expect(diagnose(withSubnet("10.1.5.7/22"))[0]?.hints).toEqual(["did you mean 10.1.4.0/22?"]);
  });

  it("is any private range at its network address", () => {
    const privates = fc.tuple(
      fc.constantFrom(0x0a000000, 0xac100000, 0xc0a80000),
      fc.nat({ max: 0xffff }),
      fc.integer({ min: 16, max: 28 }),
    );
    fc.assert(
      fc.property(privates, ([space, offset, prefixSize]) => {
        const range = networkOf({ address: space + offset, prefixSize });
        const text = withSubnet(formatIpv4Range(range));
        fc.pre(!formatIpv4(range.address).startsWith("10.2."));
        expect(networksOf(load(text))[0]?.ipv4).toEqual({ address: formatIpv4(range.address), prefixSize });
      }),
      { numRuns: 50 },
    );
  });
});
