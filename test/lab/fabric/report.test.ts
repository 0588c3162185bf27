// @module-tag unit
import { afterEach, describe, expect, it } from "vitest";
import { echo, ICMP, SYN, segment, TCP } from "./packets";
import { port, rule, Site } from "./site";

describe("the fabric's report", () => {
  let site: Site;
  afterEach(() => site.stop());

  it("says which rules carried traffic, which dropped some, and which never matched", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    b.listening.add(3306);
    const mysql = rule("mysql", { protocol: "tcp", destination: port(3306) });
    const spare = rule("spare", { protocol: "udp" });
    const drop = rule("drop", { action: "drop", protocol: "icmp" });
    const four = rule("four", { ipVersion: 4 });
    site.fabric.setDomainRules("na", [mysql, spare, drop, four]);
    await a.connect(b.address, 3306);
    await a.send(b.address, ICMP, echo(128, 1));
    await site.drop("dropped by rule");
    await a.send(b.address, TCP, segment(40_000, 22, SYN));
    await site.drop("no rule matched");
    const { rules, neverMatched, unmatched, drops, recentDrops, flows } = site.fabric.report();
    expect(rules).toMatchObject([
      { name: "mysql", packets: 2, flows: 1, octets: 2 * 60, networkDomainId: "na", inForce: true },
      { name: "spare", packets: 0, flows: 0 },
      { name: "drop", packets: 1, flows: 0, octets: 0, action: "drop" },
      { name: "four", packets: 0 },
    ]);
    expect(neverMatched.map(({ name }) => name)).toEqual(["spare"]);
    expect(unmatched).toEqual({ na: 1, eu: 0 });
    expect(drops).toEqual({
      "dropped by rule drop in network domain na": 1,
      "no rule matched in network domain na": 1,
    });
    expect(recentDrops.map(({ protocol }) => protocol)).toEqual(["icmp", "tcp"]);
    expect(flows).toBe(1);
  });

  it("remembers rules that are gone, and the last 200 drops", async () => {
    site = new Site();
    const [a, b] = [await site.host("a"), await site.host("b")];
    site.fabric.setDomainRules("na", [rule("all")]);
    await a.ping(b.address);
    site.fabric.setDomainRules("na", []);
    expect(site.fabric.report().rules).toMatchObject([{ name: "all", packets: 2, flows: 1, inForce: false }]);
    for (let number = 1; number <= 250; number += 1) {
      await a.send(b.address, TCP, segment(40_000, number, SYN));
    }
    await a.ping("2001:db8:64:a::1");
    const { recentDrops, unmatched } = site.fabric.report();
    expect(recentDrops.map((drop) => drop.port)).toEqual(Array.from({ length: 200 }, (_, index) => index + 51));
    expect(unmatched.na).toBe(250);
  });
});
