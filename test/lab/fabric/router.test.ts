// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import { ACK, addressText, datagram, decode, echo, ICMP, segment, TCP, UDP } from "./packets";
import { NETWORKS, rule, Site } from "./site";

describe("the router", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("passes packets between VLANs of two network domains", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    const reply = await a.ping(b.address);
    expect(reply.source).toBe(b.address);
    // one hop there, one hop back: the echo itself sets out with 64
    expect(reply.hopLimit).toBe(63);
    expect(reply.body.toString("latin1", 8)).toBe("ping");
  });

  it("passes packets between VLANs of one network domain, by that domain's rules", async () => {
    site = new Site({ a: {}, c: {} });
    const [a, c] = [await site.host("a"), await site.host("c")];
    await a.send(c.address, ICMP, echo(128, 1));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "eu", destination: c.address });
    site.fabric.setDomainRules("eu", [rule("inside", { networkDomainId: "eu" })]);
    expect((await a.ping(c.address)).source).toBe(c.address);
    expect(site.fabric.report().rules).toMatchObject([{ name: "inside", packets: 2, flows: 1 }]);
  });

  it("passes what hosts of one VLAN send to it for each other, without a firewall", async () => {
    site = new Site();
    const [one, other] = [await site.host("a", 7), await site.host("a", 8)];
    expect((await one.ping(other.address)).source).toBe(other.address);
  });

  it("answers at the gateway's address, for hosts of its VLAN", async () => {
    site = new Site();
    const a = await site.host("a");
    expect((await a.ping(`${NETWORKS.a.prefix}::1`)).source).toBe(`${NETWORKS.a.prefix}::1`);
    await a.send(`${NETWORKS.b.prefix}::1`, ICMP, echo(128, 2));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "na" });
    site.fabric.setDomainRules("na", [rule("all")]);
    expect((await a.ping(`${NETWORKS.b.prefix}::1`, 3)).source).toBe(`${NETWORKS.b.prefix}::1`);
  });

  it("says that nobody listens at its own ports", async () => {
    site = new Site();
    const a = await site.host("a");
    await a.send(`${NETWORKS.a.prefix}::1`, UDP, datagram(5000, 53, Buffer.from("?")));
    expect((await a.icmp(1)).body[1]).toBe(4);
  });

  it("tells the source of a packet whose hops are used up", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.send(b.address, ICMP, echo(128, 9), { hopLimit: 1 });
    const { source, body } = await a.icmp(3);
    expect(source).toBe(`${NETWORKS.a.prefix}::1`);
    expect(decode(body.subarray(8))).toMatchObject({ source: a.address, destination: b.address });
    expect(site.fabric.report().drops).toEqual({ "hop limit": 1 });
  });

  it("tells how long a packet may be in the VLAN it goes to", async () => {
    site = new Site({ a: {}, b: { mtu: 1400 } });
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    const sized = (length: number) => datagram(5000, 53, Buffer.alloc(length - 48, 1));
    await a.send(b.address, UDP, sized(1401));
    const { body } = await a.icmp(2);
    expect(body.readUInt32BE(4)).toBe(1400);
    // an error fits into every link
    expect(body.length + 40).toBeLessThanOrEqual(1280);
    await a.send(b.address, UDP, sized(1400));
    expect((await b.packet(({ protocol }) => protocol === UDP)).body.length).toBe(1360);
  });

  it("tells that there is no way to a network, and that nobody has an address", async () => {
    site = new Site();
    const a = await site.host("a");
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.send("2001:db8:99::1", ICMP, echo(128, 1));
    expect((await a.icmp(1)).body[1]).toBe(0);
    const nobody = `${NETWORKS.b.prefix}::99`;
    await a.send(nobody, ICMP, echo(128, 2));
    const waiting = a.icmp(1);
    for (let asked = 0; asked < 4; asked += 1) {
      site.advance(1500);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    const { body } = await waiting;
    expect(body[1]).toBe(3);
    expect(decode(body.subarray(8)).destination).toBe(nobody);
  });

  it("tells nothing about errors, and not more often than it should", async () => {
    // no time goes by: what may be sent in a second is all that is sent
    site = new Site({ a: {} }, { now: () => Date.UTC(2026, 0, 1) });
    const a = await site.host("a");
    await a.send("2001:db8:99::1", ICMP, Buffer.alloc(60, 1));
    expect(await site.drop("no route")).toMatchObject({ destination: "2001:db8:99::1" });
    for (let number = 0; number < 1000; number += 1) {
      await a.send("2001:db8:99::1", ICMP, echo(128, number));
    }
    await a.ping(`${NETWORKS.a.prefix}::1`);
    const errors = a.packets.filter(({ protocol, body }) => protocol === ICMP && body[0] === 1);
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(200);
    expect(errors.every(({ body }) => body[8 + 40] === 128)).toBe(true);
    expect(site.fabric.report().drops["no route"]).toBe(1001);
  });

  it("takes no packet whose source is not of its VLAN", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    for (const source of [b.address, "2001:db8:99::1", "::", "::1"]) {
      await a.send(b.address, ICMP, echo(128, 1), { source });
      expect(await site.drop("source not of this VLAN")).toMatchObject({ source, vlan: "a" });
    }
    expect(b.packets.filter(({ body }) => body[0] === 128)).toEqual([]);
  });

  it("takes no packet for one host from a frame for many", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    a.sendTo("333300000001", {
      source: a.address,
      destination: b.address,
      protocol: ICMP,
      hopLimit: 64,
      body: echo(128, 1),
    });
    await site.drop("packet for one host in a frame for many");
  });

  it("loses all on a link that is cut, in both directions, until it is mended", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    b.listening.add(3306);
    // it has no way to learn that while the link is cut
    await b.macOf(`${NETWORKS.b.prefix}::1`);
    site.fabric.setDomainRules("na", [rule("all")]);
    expect(await a.connect(b.address, 3306, 41_000)).toBe(true);
    site.fabric.cutLink("b");
    await a.send(b.address, TCP, segment(41_000, 3306, ACK, { data: "lost there" }));
    expect(await site.drop("link cut")).toMatchObject({ source: a.address, port: 3306 });
    await b.send(a.address, TCP, segment(3306, 41_000, ACK, { data: "lost back" }));
    expect(await site.drop("link cut")).toMatchObject({ source: b.address, port: 41_000 });
    expect(a.packets.filter(({ body }) => body[0] === 1)).toEqual([]);
    expect(site.fabric.report().vlans).toMatchObject([{ isCut: false }, { isCut: true }]);

    // nobody is asked for behind it, and so nobody is said to be missing
    await a.send(`${NETWORKS.b.prefix}::99`, ICMP, echo(128, 1));
    expect(await site.drop("link cut")).toMatchObject({ destination: `${NETWORKS.b.prefix}::99` });

    site.advance(5 * 60_000);
    site.fabric.mendLink("b");
    await a.send(b.address, TCP, segment(41_000, 3306, ACK, { data: "comes" }));
    const found = await b.packet(({ protocol, body }) => protocol === TCP && body.toString("latin1", 20) === "comes");
    expect(found.source).toBe(a.address);
  });

  it("carries IPv6 alone: ARP and IPv4 stay in their VLAN", async () => {
    site = new Site();
    const [one, other, far] = [await site.host("a", 7), await site.host("a", 8), await site.host("b")];
    const broadcast = one.ethernet("ffffffffffff", 0x0806, Buffer.from("arp"));
    one.sendFrame(broadcast);
    expect((await other.frame(({ type }) => type === 0x0806)).payload.toString()).toBe("arp");
    other.sendFrame(other.ethernet(one.mac, 0x0800, Buffer.from("ipv4")));
    expect((await one.frame(({ type }) => type === 0x0800)).payload.toString()).toBe("ipv4");
    site.fabric.setDomainRules("na", [rule("all")]);
    await one.ping(far.address);
    expect(far.frames.filter(({ type }) => type !== 0x86dd)).toEqual([]);
  });

  it("asks for an address in its group, from the gateway's", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.send(b.address, ICMP, echo(128, 1));
    const asked = await b.packet(({ protocol, body }) => protocol === ICMP && body[0] === 135);
    expect(asked).toMatchObject({ source: `${NETWORKS.b.prefix}::1`, destination: "ff02::1:ff00:7", hopLimit: 255 });
    expect(addressText(asked.body.subarray(8, 24))).toBe(b.address);
  });
});
