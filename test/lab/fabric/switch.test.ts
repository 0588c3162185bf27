// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import { Site } from "./site";

const IPV4 = 0x0800;

describe("the switch of a VLAN", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("sends a frame to all while it does not know where its destination is, and then there alone", async () => {
    site = new Site({ a: {} });
    const [one, two, three] = [await site.host("a", 7), await site.host("a", 8), await site.host("a", 9)];
    const other = "525400990099";
    one.sendFrame(one.ethernet(other, IPV4, Buffer.from("where")));
    for (const host of [two, three]) {
      expect((await host.frame(({ type }) => type === IPV4)).payload.toString()).toBe("where");
    }
    three.sendFrame(three.ethernet(one.mac, IPV4, Buffer.from("here"), other));
    await one.frame(({ type }) => type === IPV4);
    one.sendFrame(one.ethernet(other, IPV4, Buffer.from("there")));
    expect((await three.frame(({ type }) => type === IPV4)).payload.toString()).toBe("there");
    one.sendFrame(one.ethernet(two.mac, IPV4, Buffer.from("last")));
    await two.frame(({ payload }) => payload.toString() === "last");
    expect(two.frames.filter(({ type }) => type === IPV4)).toEqual([]);
  });

  it("follows a machine to another port", async () => {
    site = new Site({ a: {} });
    const [one, two, three] = [await site.host("a", 7), await site.host("a", 8), await site.host("a", 9)];
    two.sendFrame(two.ethernet(one.mac, IPV4, Buffer.from("1"), "525400990099"));
    await one.frame(({ type }) => type === IPV4);
    three.sendFrame(three.ethernet(one.mac, IPV4, Buffer.from("2"), "525400990099"));
    await one.frame(({ type }) => type === IPV4);
    one.sendFrame(one.ethernet("525400990099", IPV4, Buffer.from("moved")));
    expect((await three.frame(({ type }) => type === IPV4)).payload.toString()).toBe("moved");
  });

  it("sends a frame for many to all but the one it came from, and keeps it in its VLAN", async () => {
    site = new Site({ a: {}, b: {} });
    const [one, two, far] = [await site.host("a", 7), await site.host("a", 8), await site.host("b")];
    one.sendFrame(one.ethernet("ffffffffffff", IPV4, Buffer.from("all")));
    await two.frame(({ type }) => type === IPV4);
    two.sendFrame(two.ethernet(one.mac, IPV4, Buffer.from("answer")));
    expect((await one.frame(({ type }) => type === IPV4)).payload.toString()).toBe("answer");
    expect([...one.frames, ...far.frames].filter(({ type }) => type === IPV4)).toEqual([]);
  });

  it("forgets the oldest of too many hardware addresses, not those of the machines", async () => {
    site = new Site({ a: {} });
    const [one, two] = [await site.host("a", 7), await site.host("a", 8)];
    const mac = (number: number) => `5254${(0x10000000 + number).toString(16)}`;
    for (let number = 0; number < 5000; number += 1) {
      one.sendFrame(one.ethernet(two.mac, IPV4, Buffer.from(`${number}`), mac(number)));
    }
    await two.frame(({ payload }) => payload.toString() === "4999");
    two.sendFrame(two.ethernet(mac(4999), IPV4, Buffer.from("found")));
    await one.frame(({ payload }) => payload.toString() === "found");
    await one.ping("2001:db8:64:a::1");
    expect(site.fabric.report().faults).toEqual([]);
  });

  it("takes no frame from the router's own hardware address, and none without a header", async () => {
    site = new Site({ a: {} });
    const [one, two] = [await site.host("a", 7), await site.host("a", 8)];
    const router = await one.macOf("2001:db8:64:a::1");
    two.sendFrame(two.ethernet(one.mac, IPV4, Buffer.from("fake"), router));
    await site.drop("the router's own hardware address as source");
    two.sendFrame(Buffer.alloc(13));
    await site.drop("frame without a header");
    expect((await one.ping("2001:db8:64:a::1")).body.toString("latin1", 8)).toBe("ping");
  });
});
