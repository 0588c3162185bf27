// @module-tag unit
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FabricRule } from "../../../lab/fabric/rules";
import type { Host } from "./host";
import {
  ACK,
  addressBytes,
  datagram,
  echo,
  encode,
  FIN,
  fragment,
  ICMP,
  icmp,
  RST,
  SYN,
  segment,
  TCP,
  UDP,
} from "./packets";
import { port, rule, Site } from "./site";

const tcp22 = rule("ssh", { protocol: "tcp", destination: port(22) });
const mysql = rule("mysql", { protocol: "tcp", destination: port(3306) });
const MINUTE = 60_000;

/** The address of a host as one side of a rule. */
function only(host: Host): FabricRule["source"] {
  const number = BigInt(`0x${addressBytes(host.address).toString("hex")}`);
  return { addresses: [{ first: number, last: number }], ports: undefined };
}

describe("the firewall of a network domain", () => {
  let site: Site;
  let a: Host;
  let b: Host;
  beforeEach(async () => {
    site = new Site();
    a = await site.host("a");
    b = await site.host("b");
    b.listening.add(22).add(3306);
    // later than any connection is taken up in midstream
    site.advance(2 * MINUTE);
  });
  afterEach(() => site.stop());

  const refused = (drop: { networkDomainId?: string }) => expect(drop).toMatchObject({ networkDomainId: "na" });

  it("lets nothing in that no rule is about", async () => {
    await a.send(b.address, TCP, segment(40_000, 22, SYN));
    refused(await site.drop("no rule matched"));
    await a.send(b.address, ICMP, echo(128, 1));
    refused(await site.drop("no rule matched"));
    await a.send(b.address, UDP, datagram(5000, 53, Buffer.from("?")));
    refused(await site.drop("no rule matched"));
    await a.send(b.address, 47, Buffer.alloc(8));
    expect(await site.drop("no rule matched")).toMatchObject({ protocol: "47" });
    expect(site.fabric.report().unmatched).toMatchObject({ na: 4 });
  });

  it("lets in what a rule accepts, answers included, and nothing beside it", async () => {
    site.fabric.setDomainRules("na", [tcp22]);
    expect(await a.connect(b.address, 22)).toBe(true);
    await a.send(b.address, TCP, segment(40_001, 3306, SYN));
    expect(await site.drop("no rule matched")).toMatchObject({ protocol: "tcp", port: 3306 });
    await a.send(b.address, UDP, datagram(5000, 22, Buffer.from("?")));
    expect(await site.drop("no rule matched")).toMatchObject({ protocol: "udp", port: 22 });
    await a.send(b.address, ICMP, echo(128, 22));
    await site.drop("no rule matched");
    // what it accepts from the other side it does not accept to it
    await b.send(a.address, TCP, segment(40_002, 22, SYN));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "eu" });
  });

  it("goes by the first rule that is about a packet", async () => {
    const other = await site.host("a", 8);
    const others = rule("not_7", { action: "drop", source: only(a) });
    site.fabric.setDomainRules("na", [others, tcp22]);
    await a.send(b.address, TCP, segment(40_000, 22, SYN));
    expect(await site.drop("dropped by rule")).toMatchObject({
      rule: "not_7",
      networkDomainId: "na",
      source: a.address,
    });
    expect(await other.connect(b.address, 22)).toBe(true);
    site.fabric.setDomainRules("na", [tcp22, others]);
    expect(await a.connect(b.address, 22, 40_001)).toBe(true);
  });

  it("lets out what no rule drops, and the answers back in", async () => {
    site.fabric.setDomainRules("na", [rule("all")]);
    site.fabric.setDomainRules("eu", [
      rule("mail", { networkDomainId: "eu", action: "drop", protocol: "tcp", destination: port(25) }),
      rule("external", {
        networkDomainId: "eu",
        action: "drop",
        source: { addresses: "external", ports: undefined },
      }),
    ]);
    await a.send(b.address, TCP, segment(40_000, 25, SYN));
    expect(await site.drop("dropped by rule")).toMatchObject({ rule: "mail", networkDomainId: "eu" });
    expect(await a.connect(b.address, 22)).toBe(true);
    await b.send(a.address, TCP, segment(40_000, 80, SYN));
    expect(await site.drop("dropped by rule")).toMatchObject({ rule: "external", networkDomainId: "eu" });
  });

  it("is not passed by the answering side opening a connection of its own", async () => {
    site.fabric.setDomainRules("na", [tcp22]);
    await a.connect(b.address, 22);
    await b.send(a.address, TCP, segment(22, 40_000, SYN));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "eu", port: 40_000 });
    await b.send(a.address, TCP, segment(22, 40_000, ACK, { data: "an answer" }));
    await a.packet(({ body }) => body.toString("latin1", 20) === "an answer");
  });

  it("knows an echo by its identifier and direction", async () => {
    site.fabric.setDomainRules("na", [rule("ping", { protocol: "icmp" })]);
    await a.ping(b.address, 5);
    await b.send(a.address, ICMP, echo(129, 6));
    await site.drop("ICMPv6 without a flow");
    await b.send(a.address, ICMP, echo(128, 5));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "eu" });
  });

  it("knows the answers to datagrams, for a while", async () => {
    site.fabric.setDomainRules("na", [rule("dns", { protocol: "udp", destination: port(53) })]);
    await a.send(b.address, UDP, datagram(5000, 53, Buffer.from("?")));
    await b.packet(({ protocol }) => protocol === UDP);
    await b.send(a.address, UDP, datagram(53, 5000, Buffer.from("!")));
    await a.packet(({ protocol }) => protocol === UDP);
    site.advance(2 * MINUTE);
    await b.send(a.address, UDP, datagram(53, 5000, Buffer.from("late")));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "eu" });
  });

  it("cuts what a rule let in when that rule goes", async () => {
    site.fabric.setDomainRules("na", [tcp22, mysql]);
    await a.connect(b.address, 22, 40_022);
    await a.connect(b.address, 3306, 43_306);
    site.fabric.setDomainRules("na", [mysql]);
    await a.send(b.address, TCP, segment(40_022, 22, ACK, { data: "more" }));
    expect(await site.drop("TCP without a flow")).toMatchObject({ port: 22 });
    await b.send(a.address, TCP, segment(22, 40_022, ACK, { data: "more" }));
    expect(await site.drop("TCP without a flow")).toMatchObject({ port: 40_022 });
    await a.send(b.address, TCP, segment(43_306, 3306, ACK, { data: "goes on" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "goes on");
  });

  it("leaves a flow alone when another rule takes the place of its own", async () => {
    site.fabric.setDomainRules("na", [tcp22]);
    await a.connect(b.address, 22);
    site.fabric.setDomainRules("na", [rule("newer", { protocol: "tcp" })]);
    await a.send(b.address, TCP, segment(40_000, 22, ACK, { data: "goes on" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "goes on");
    const { rules } = site.fabric.report();
    expect(rules).toMatchObject([
      { name: "ssh", flows: 1, packets: 2, inForce: false },
      { name: "newer", flows: 0, packets: 1, inForce: true },
    ]);
  });

  it("forgets a connection soon after its end, and lets its ports be used again", async () => {
    site.fabric.setDomainRules("na", [tcp22]);
    await a.connect(b.address, 22);
    await a.send(b.address, TCP, segment(40_000, 22, FIN | ACK));
    await b.send(a.address, TCP, segment(22, 40_000, FIN | ACK));
    await a.send(b.address, TCP, segment(40_000, 22, ACK, { data: "last" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "last");
    expect(await a.connect(b.address, 22)).toBe(true);
    await a.send(b.address, TCP, segment(40_000, 22, RST));
    await b.packet(({ protocol, body }) => protocol === TCP && body[13] === RST);
    site.advance(MINUTE / 2);
    await a.send(b.address, TCP, segment(40_000, 22, ACK));
    await site.drop("TCP without a flow");
  });

  it("lets errors pass that are about a known flow", async () => {
    site.fabric.setDomainRules("na", [rule("dns", { protocol: "udp", destination: port(53) })]);
    const asked = datagram(5000, 53, Buffer.from("?"));
    await a.send(b.address, UDP, asked);
    await b.packet(({ protocol }) => protocol === UDP);
    const about = (body: Buffer, source = a.address) =>
      icmp(1, 4, 0, encode({ source, destination: b.address, protocol: UDP, hopLimit: 63, body }));
    await b.send(a.address, ICMP, about(asked));
    expect((await a.icmp(1)).source).toBe(b.address);
    await b.send(a.address, ICMP, about(datagram(5001, 53, Buffer.from("?"))));
    await site.drop("ICMPv6 error without a flow");
    // it would be for another host
    await b.send(a.address, ICMP, about(asked, "2001:db8:64:a::8"));
    await site.drop("ICMPv6 error without a flow");
    await b.send("2001:db8:64:a::8", ICMP, about(asked));
    await site.drop("ICMPv6 error without a flow");
    await b.send(a.address, ICMP, icmp(1, 4, 0));
    await site.drop("ICMPv6 error without a flow");
  });

  it("lets fragments follow their first one", async () => {
    site.fabric.setDomainRules("na", [rule("dns", { protocol: "udp", destination: port(53) })]);
    const whole = datagram(5000, 53, Buffer.alloc(56, 7));
    const piece = (id: number, offset: number, more: boolean, bytes: Buffer) =>
      a.send(b.address, 44, fragment(UDP, id, offset, more, bytes));
    await piece(1, 32, false, whole.subarray(32));
    await site.drop("fragment without a first one");
    await piece(2, 0, true, whole.subarray(0, 32));
    await piece(2, 32, false, whole.subarray(32));
    await b.packet(({ protocol, body }) => protocol === 44 && body[3] === 1);
    expect((await b.packet(({ protocol }) => protocol === 44)).body.subarray(8)).toEqual(whole.subarray(32));
    await piece(3, 0, true, datagram(5000, 54, Buffer.alloc(24)));
    await site.drop("no rule matched");
    await piece(3, 32, false, whole.subarray(32));
    await site.drop("fragment without a first one");
    // too short to say which ports it is about
    await piece(4, 0, true, whole.subarray(0, 4));
    await site.drop("malformed");
    // the rule goes, and with it what it let in
    site.fabric.setDomainRules("na", []);
    await piece(2, 32, false, whole.subarray(32));
    await site.drop("fragment without a first one");
  });

  it("refuses rules that it does not understand, and keeps those it has", async () => {
    site.fabric.setDomainRules("na", [tcp22]);
    const wrong = { ...rule("odd"), protocol: "gre", action: "permit" } as unknown as FabricRule;
    expect(() => site.fabric.setDomainRules("na", [wrong, { ...mysql, networkDomainId: "eu" }])).toThrow(
      "network domain na keeps its rules: rule odd: action is permit; accept, drop are known; " +
        "rule odd: protocol is gre; ip, icmp, tcp, udp are known; rule mysql is of network domain eu",
    );
    expect(await a.connect(b.address, 22)).toBe(true);
  });

  it("has no rule for IPv4 decide about IPv6", async () => {
    site.fabric.setDomainRules("na", [rule("four", { ipVersion: 4 })]);
    await a.send(b.address, TCP, segment(40_000, 22, SYN));
    await site.drop("no rule matched");
  });
});

describe("a firewall that was just started", () => {
  let site: Site;
  let a: Host;
  let b: Host;
  beforeEach(async () => {
    site = new Site();
    a = await site.host("a");
    b = await site.host("b");
    site.fabric.setDomainRules("na", [tcp22]);
  });
  afterEach(() => site.stop());

  it("takes up a connection in midstream where a rule allows it, from the side that opened it", async () => {
    await a.send(b.address, TCP, segment(40_000, 22, ACK, { data: "one" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "one");
    await b.send(a.address, TCP, segment(22, 40_000, ACK, { data: "two" }));
    await a.packet(({ body }) => body.toString("latin1", 20) === "two");
  });

  it("takes it up from the side that answers as well", async () => {
    await b.send(a.address, TCP, segment(22, 40_000, ACK, { data: "two" }));
    await a.packet(({ body }) => body.toString("latin1", 20) === "two");
    site.advance(5 * MINUTE);
    await a.send(b.address, TCP, segment(40_000, 22, ACK, { data: "one" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "one");
    expect(site.fabric.report().rules).toMatchObject([{ name: "ssh", flows: 1, packets: 2 }]);
  });

  it("takes up others when machines are restored", async () => {
    site.advance(2 * MINUTE);
    site.fabric.pickUpConnections();
    await a.send(b.address, TCP, segment(40_000, 22, ACK, { data: "one" }));
    await b.packet(({ body }) => body.toString("latin1", 20) === "one");
  });

  it("takes up none that no rule allows, and none later", async () => {
    await a.send(b.address, TCP, segment(40_000, 3306, ACK));
    expect(await site.drop("no rule matched")).toMatchObject({ networkDomainId: "na", port: 3306 });
    await b.send(a.address, TCP, segment(3306, 40_000, ACK));
    await site.drop("no rule matched");
    site.advance(2 * MINUTE);
    await a.send(b.address, TCP, segment(40_000, 22, ACK));
    await site.drop("TCP without a flow");
  });
});
