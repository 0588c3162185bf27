// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "./host";
import { addressBytes, addressText, echo, encode, ICMP, icmp, type Packet } from "./packets";
import { NETWORKS, rule, Site } from "./site";

const GATEWAY = `${NETWORKS.a.prefix}::1`;

function advertised(host: Host, target: string): Promise<Packet> {
  return host.packet(
    ({ protocol, body }) => protocol === ICMP && body[0] === 136 && addressText(body.subarray(8, 24)) === target,
  );
}

describe("neighbour discovery", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("tells a host where the gateway is", async () => {
    site = new Site();
    const a = await site.host("a");
    const answer = advertised(a, GATEWAY);
    a.solicit(GATEWAY, a.address);
    const { source, destination, hopLimit, body } = await answer;
    expect({ source, destination, hopLimit }).toEqual({ source: GATEWAY, destination: a.address, hopLimit: 255 });
    // router, solicited, override
    expect(body[4]).toBe(0xe0);
    expect(site.fabric.report().vlans[0]?.neighbours).toEqual([{ address: a.address, mac: "52:54:00:00:00:07" }]);
  });

  it("defends the gateway's address against a host that would take it", async () => {
    site = new Site();
    const a = await site.host("a");
    const answer = advertised(a, GATEWAY);
    a.solicit(GATEWAY, "::");
    const { destination, body } = await answer;
    expect(destination).toBe("ff02::1");
    expect(body[4]).toBe(0xa0);
    expect(site.fabric.report().vlans[0]?.neighbours).toEqual([]);
  });

  it("leaves other addresses to those who want them", async () => {
    site = new Site();
    const a = await site.host("a");
    a.solicit(`${NETWORKS.a.prefix}::8`, "::");
    await a.ping(GATEWAY);
    expect(a.packets.filter(({ body }) => body[0] === 136 && body[23] === 8)).toEqual([]);
  });

  it("takes no host's word about the gateway", async () => {
    site = new Site();
    const a = await site.host("a");
    const option = Buffer.concat([Buffer.from([2, 1]), Buffer.from(a.mac, "hex")]);
    const claim = icmp(136, 0, 0x20000000, Buffer.concat([addressBytes(GATEWAY), option]));
    a.sendTo(await a.macOf(GATEWAY), {
      source: GATEWAY,
      destination: "ff02::1",
      protocol: ICMP,
      hopLimit: 255,
      body: claim,
    });
    await a.ping(GATEWAY);
    expect(site.fabric.report().vlans[0]?.neighbours.map(({ address }) => address)).toEqual([a.address]);
  });

  it("takes nothing that comes from another link, or is damaged", async () => {
    site = new Site();
    const a = await site.host("a");
    const mac = await a.macOf(GATEWAY);
    const body = icmp(135, 0, 0, addressBytes(GATEWAY));
    const packet = { source: a.address, destination: GATEWAY, protocol: ICMP, hopLimit: 254, body };
    a.sendTo(mac, packet);
    await site.drop("neighbour discovery from another link");
    const damaged = encode({ ...packet, hopLimit: 255 });
    damaged[40 + 10] = 77;
    a.sendFrame(a.ethernet(mac, 0x86dd, damaged));
    await site.drop("wrong checksum");
    a.sendTo(mac, { ...packet, hopLimit: 255, body: body.subarray(0, 20) });
    await site.drop("malformed");
  });

  it("is not passed on to other links", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.send(b.address, ICMP, icmp(136, 0, 0, addressBytes(b.address)), { hopLimit: 255 });
    await a.ping(b.address);
    expect(b.packets.filter(({ body }) => body[0] === 136 && body[23] === 7)).toEqual([]);
  });

  it("advertises the router to those who ask, where the VLAN says so", async () => {
    site = new Site({ a: { advertise: true, mtu: 1400 }, b: {} });
    const [a, b] = [await site.host("a"), await site.host("b")];
    for (const host of [a, b]) {
      host.sendTo("333300000002", {
        source: host.address,
        destination: "ff02::2",
        protocol: ICMP,
        hopLimit: 255,
        body: icmp(133, 0, 0),
      });
    }
    const { source, body } = await a.packet(({ body }) => body[0] === 134);
    expect(source).toMatch(/^fe80::/);
    expect(body.readUInt16BE(6)).toBe(9000);
    expect(body.readUInt32BE(28)).toBe(1400);
    // on link, but no host makes itself an address
    expect([body[34], body[35]]).toEqual([64, 0x80]);
    expect(addressText(body.subarray(48, 64))).toBe(`${NETWORKS.a.prefix}::`);
    await b.ping(`${NETWORKS.b.prefix}::1`);
    expect(b.packets.filter(({ body: message }) => message[0] === 134)).toEqual([]);
  });

  it("replies to an echo at the link-local address", async () => {
    site = new Site({ a: { advertise: true } });
    const a = await site.host("a");
    const mac = await a.macOf(GATEWAY);
    const asked = { source: "fe80::7", protocol: ICMP, hopLimit: 255 };
    a.sendTo("333300000002", { ...asked, destination: "ff02::2", body: icmp(133, 0, 0) });
    const { source: linkLocal } = await a.packet(({ body }) => body[0] === 134);
    a.sendTo(mac, { ...asked, hopLimit: 64, destination: linkLocal, body: echo(128, 5) });
    expect(await a.packet(({ body }) => body[0] === 129)).toMatchObject({ source: linkLocal, destination: "fe80::7" });
  });
});
