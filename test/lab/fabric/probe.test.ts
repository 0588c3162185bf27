// @module-tag unit
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Host } from "./host";
import { RST, TCP } from "./packets";
import { NETWORKS, port, rule, Site } from "./site";

const OUTSIDE = "2001:db8:bad::1";

/** Milliseconds: as long as an answer may take on a busy machine, and no longer than silence has to last. */
const PATIENT = 60_000;
const SHORT = 50;

describe("a third party", () => {
  let site: Site;
  let b: Host;
  beforeEach(async () => {
    site = new Site({ a: {}, b: {} });
    b = await site.host("b");
    b.listening.add(22);
  });
  afterEach(() => site.stop());

  const fromInternet = (target: { port: number } | { icmp: true }, timeLimitMs = PATIENT) =>
    site.fabric.probe({ from: OUTSIDE, via: "internet", to: b.address, ...target, timeLimitMs });

  it("on the Internet hears nothing where the firewall lets nothing in", async () => {
    expect(await fromInternet({ port: 22 }, SHORT)).toBe("silent");
    expect(await site.drop("no rule matched")).toMatchObject({
      vlan: "internet",
      source: OUTSIDE,
      networkDomainId: "na",
      port: 22,
    });
    expect(await fromInternet({ icmp: true }, SHORT)).toBe("silent");
  });

  it("on the Internet finds what the firewall lets in", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    expect(await fromInternet({ port: 22 })).toBe("open");
    expect(await fromInternet({ port: 23 })).toBe("refused");
    expect(await fromInternet({ icmp: true })).toBe("open");
  });

  it("leaves no connection behind", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    await fromInternet({ port: 22 });
    const { source } = await b.packet(({ protocol, body }) => protocol === TCP && ((body[13] ?? 0) & RST) !== 0);
    expect(source).toBe(OUTSIDE);
  });

  it("hears nothing from a machine that says nothing", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    await b.ping(`${NETWORKS.b.prefix}::1`);
    b.isMute = true;
    expect(await fromInternet({ port: 22 }, SHORT)).toBe("silent");
  });

  it("asks again, since one packet may be lost", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    await b.ping(`${NETWORKS.b.prefix}::1`);
    b.isMute = true;
    const probing = fromInternet({ port: 22 });
    await b.packet(({ protocol }) => protocol === TCP);
    b.isMute = false;
    expect(await probing).toBe("open");
  });

  it("is told where there is no such machine", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    const to = `${NETWORKS.b.prefix}::99`;
    const probing = site.fabric.probe({ from: OUTSIDE, via: "internet", to, port: 22, timeLimitMs: PATIENT });
    expect(await probing).toBe("unreachable");
  });

  it("in another VLAN passes both domains' firewalls", async () => {
    const probe = (timeLimitMs: number) => {
      const from = `${NETWORKS.a.prefix}::66`;
      return site.fabric.probe({ from, via: "a", to: b.address, port: 22, timeLimitMs });
    };
    expect(await probe(SHORT)).toBe("silent");
    expect(await site.drop("no rule matched")).toMatchObject({ vlan: "a", networkDomainId: "na" });
    site.fabric.setDomainRules("na", [rule("ssh", { protocol: "tcp", destination: port(22) })]);
    expect(await probe(PATIENT)).toBe("open");
    const out = { networkDomainId: "eu", action: "drop", protocol: "tcp", destination: port(22) } as const;
    site.fabric.setDomainRules("eu", [rule("out", out)]);
    expect(await probe(SHORT)).toBe("silent");
    expect(await site.drop("dropped by rule")).toMatchObject({ rule: "out", networkDomainId: "eu" });
  });

  it("in the same VLAN meets no firewall: neither do machines there", async () => {
    const from = `${NETWORKS.b.prefix}::66`;
    expect(await site.fabric.probe({ from, via: "b", to: b.address, port: 22, timeLimitMs: PATIENT })).toBe("open");
    expect(await site.fabric.probe({ from, via: "b", to: b.address, icmp: true, timeLimitMs: PATIENT })).toBe("open");
  });

  it("has an address where it says it is", async () => {
    const probe = (from: string, via: string) =>
      site.fabric.probe({ from, via, to: b.address, port: 22, timeLimitMs: 1 });
    await expect(probe(`${NETWORKS.a.prefix}::66`, "internet")).rejects.toThrow("an address of no VLAN is expected");
    await expect(probe(OUTSIDE, "a")).rejects.toThrow("an address of a is expected");
    await expect(probe(OUTSIDE, "x")).rejects.toThrow("no VLAN of the fabric is called x; known are a, b");
    await expect(probe("nowhere", "a")).rejects.toThrow('from is "nowhere"; an IPv6 address is expected');
    await expect(probe(`${NETWORKS.a.prefix}::1`, "a")).rejects.toThrow("which the fabric uses already");
  });
});
