// @module-tag unit
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { ACK, addressBytes, echo, encode, fragment, ICMP, SYN, segment, TCP } from "./packets";
import { NETWORKS, NTP, rule, Site } from "./site";

const octets = (maxLength: number) => fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));

describe("the fabric", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("goes on whatever frames come", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    const gateway = `${NETWORKS.a.prefix}::1`;
    const router = await a.macOf(gateway);
    const addresses = fc.constantFrom(a.address, b.address, gateway, NTP, "::", "ff02::1", "fe80::1", "2001:db8:99::1");
    const macs = fc.constantFrom(router, b.mac, "ffffffffffff", "333300000001");
    const packet = fc
      .record({
        source: addresses,
        destination: addresses,
        protocol: fc.oneof(fc.constantFrom(0, 6, 17, 43, 44, 58, 60), fc.nat({ max: 255 })),
        hopLimit: fc.constantFrom(0, 1, 64, 255),
        body: fc.oneof(
          octets(100),
          octets(40).map((bytes) => fragment(58, 1, 0, true, bytes)),
          fc.tuple(fc.constantFrom(1, 2, 128, 129, 133, 134, 135, 136, 137), octets(60)).map(([type, rest]) => {
            const head = Buffer.from([type, 0, 0, 0, 0, 0, 0, 0]);
            return Buffer.concat([head, rest]);
          }),
        ),
      })
      .map(encode);
    // with a checksum that is right for it, or with some octets turned, or cut short
    const bent = fc
      .tuple(packet, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 3 }), fc.nat({ max: 10 }))
      .map(([bytes, turns, cut]) => {
        for (const [at, value] of turns) {
          bytes[at % bytes.length] = value;
        }
        return bytes.subarray(0, bytes.length - cut);
      });
    const frame = fc.oneof(
      octets(120),
      fc.tuple(macs, fc.oneof(packet, bent)).map(([mac, payload]) => a.ethernet(mac, 0x86dd, payload)),
      fc.tuple(macs, fc.nat({ max: 65_535 }), octets(60)).map(([mac, type, payload]) => a.ethernet(mac, type, payload)),
    );
    let identifier = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 200 }), async (frames) => {
        for (const one of frames) {
          a.sendFrame(one);
        }
        identifier += 1;
        a.sendTo(router, {
          source: a.address,
          destination: gateway,
          protocol: ICMP,
          hopLimit: 64,
          body: echo(128, 30_000 + identifier),
        });
        await a.packet(({ body }) => body[0] === 129 && body.readUInt16BE(4) === 30_000 + identifier);
        expect(site.fabric.report().faults).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("never lets anything in for which there is no rule, whatever frames come", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    const router = await a.macOf(`${NETWORKS.a.prefix}::1`);
    // the way back to it is known: nothing is asked for
    await b.ping(`${NETWORKS.b.prefix}::1`);
    const upper = fc.oneof(
      fc.tuple(fc.constant(TCP), fc.constant(segment(40_000, 22, SYN))),
      fc.tuple(fc.constant(ICMP), fc.constant(echo(128, 1))),
      fc.tuple(fc.constantFrom(0, 6, 17, 43, 44, 58, 60, 47, 50), octets(100)),
    );
    site.advance(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(upper, { minLength: 1, maxLength: 100 }), async (packets) => {
        for (const [protocol, body] of packets) {
          a.sendTo(router, { source: a.address, destination: b.address, protocol, hopLimit: 64, body });
        }
        await a.ping(`${NETWORKS.a.prefix}::1`, 40_000);
        await b.ping(`${NETWORKS.b.prefix}::1`, 40_000);
        expect(b.packets.filter(({ source }) => source === a.address)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("can have VLANs and ports come and go while it runs", async () => {
    site = new Site();
    const b = await site.host("b");
    await site.host("a");
    await site.fabric.removePort("a", "a7");
    await site.fabric.removePort("a", "a7");
    const again = await site.host("a");
    site.fabric.setDomainRules("na", [rule("all")]);
    await again.ping(b.address);
    await site.fabric.removeVlan("b");
    await site.fabric.removeVlan("b");
    await again.send(b.address, ICMP, echo(128, 2));
    expect((await again.icmp(1)).body[1]).toBe(0);
    expect(site.fabric.report().vlans.map(({ id }) => id)).toEqual(["a"]);
  });

  it("lets nothing of a VLAN that was removed into another network domain", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    b.listening.add(22);
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.connect(b.address, 22);
    site.advance(120_000);
    await site.fabric.removeVlan("b");
    const { prefix } = NETWORKS.b;
    const ipv6 = { network: `${prefix}::/64`, gateway: `${prefix}::1` };
    site.fabric.addVlan({ id: "b", domainId: "other", name: "b", ipv6 });
    await a.send(b.address, TCP, segment(40_000, 22, ACK));
    await site.drop("TCP without a flow");
  });

  it("refuses a VLAN that is no good, and says why", () => {
    site = new Site();
    const { fabric } = site;
    const good = { id: "x", domainId: "eu", name: "x", ipv6: { network: "2001:db8:1::/64", gateway: "2001:db8:1::1" } };
    const add = (change: object) => () => fabric.addVlan({ ...good, ...change });
    expect(add({ id: "a" })).toThrow("VLAN a: the fabric has a VLAN of that id already");
    expect(add({ ipv6: { network: `${NETWORKS.a.prefix}::/64`, gateway: `${NETWORKS.a.prefix}::2` } })).toThrow(
      `network ${NETWORKS.a.prefix}::/64 of VLAN a`,
    );
    expect(add({ ipv6: { ...good.ipv6, network: "2001:db8:1::/56" } })).toThrow("an IPv6 /64 is expected");
    expect(add({ ipv6: { ...good.ipv6, network: "2001:db8:1::1/64" } })).toThrow("an IPv6 /64 is expected");
    expect(add({ ipv6: { ...good.ipv6, gateway: "2001:db8:2::1" } })).toThrow(
      "gateway is 2001:db8:2::1; an address in 2001:db8:1::/64 is expected",
    );
    expect(add({ mtu: 1279 })).toThrow("MTU is 1279; 1280 to 65000 octets are allowed");
    expect(add({})).not.toThrow();
  });

  it("refuses a port of a VLAN that it does not have, and a second one of a name", async () => {
    site = new Site({ a: {} });
    await site.host("a");
    const { fabric } = site;
    await expect(fabric.addPort("x", "one", site.path("one"))).rejects.toThrow("no VLAN of the fabric is called x");
    await expect(fabric.addPort("a", "a7", site.path("one"))).rejects.toThrow("VLAN a has a port a7 already");
    expect(() => fabric.cutLink("x")).toThrow("known are a");
  });

  it("has the same hardware addresses when it is started anew: machines that were saved know them", async () => {
    site = new Site({ a: {}, b: {} });
    const before = await (await site.host("b")).macOf(`${NETWORKS.b.prefix}::1`);
    await site.stop();
    site = new Site({ b: {} });
    expect(await (await site.host("b")).macOf(`${NETWORKS.b.prefix}::1`)).toBe(before);
    expect(before).toBe(`02fb${addressBytes(`${NETWORKS.b.prefix}::`).toString("hex", 4, 8)}`);
  });
});
