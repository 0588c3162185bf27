// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Attempt,
  allowsInbound,
  type FabricRule,
  firstMatch,
  type Inbound,
  matches,
} from "../../../lab/fabric/rules";
import { port, rule } from "./site";

const number = fc.bigInt({ min: 0n, max: 2n ** 128n - 1n });
const anyPort = fc.option(fc.nat({ max: 65_535 }), { nil: undefined });
const attempts: fc.Arbitrary<Attempt> = fc.record({
  ipVersion: fc.constantFrom(4, 6),
  protocol: fc.constantFrom("tcp", "udp", "icmp", "47"),
  source: number,
  destination: number,
  sourcePort: anyPort,
  destinationPort: anyPort,
  isExternal: fc.boolean(),
});
const protocols = fc.constantFrom("tcp", "udp", "icmp", "ip" as const);

describe("a firewall rule", () => {
  it("is about no other protocol and IP version than its own", () => {
    fc.assert(
      fc.property(attempts, protocols, fc.constantFrom(4, 6), (attempt, protocol, ipVersion) => {
        const found = matches(rule("one", { protocol, ipVersion }), attempt);
        expect(found).toBe(attempt.ipVersion === ipVersion && (protocol === "ip" || protocol === attempt.protocol));
      }),
    );
  });

  it("is about no other address than those it names; a list without entries names none", () => {
    fc.assert(
      fc.property(attempts, number, number, (attempt, one, other) => {
        const [first, last] = one < other ? [one, other] : [other, one];
        const same = { ipVersion: attempt.ipVersion, protocol: "ip" } as const;
        const to = rule("to", { ...same, destination: { addresses: [{ first, last }], ports: undefined } });
        expect(matches(to, attempt)).toBe(first <= attempt.destination && attempt.destination <= last);
        const from = rule("from", { ...same, source: { addresses: [{ first, last }], ports: undefined } });
        expect(matches(from, attempt)).toBe(first <= attempt.source && attempt.source <= last);
        expect(matches(rule("none", { ...same, source: { addresses: [], ports: undefined } }), attempt)).toBe(false);
        expect(matches(rule("none", { ...same, destination: { addresses: "any", ports: [] } }), attempt)).toBe(false);
      }),
    );
  });

  it("accepts no port that is not known, but may drop it", () => {
    const attempt = { ipVersion: 6, protocol: "tcp", source: 1n, destination: 2n, destinationPort: 22 } as const;
    const from = { addresses: "any", ports: [{ first: 1024, last: 65_535 }] } as const;
    const unknown = { ...attempt, sourcePort: undefined, isExternal: true };
    expect(matches(rule("one", { source: from }), unknown)).toBe(false);
    expect(matches(rule("one", { source: from, action: "drop" }), unknown)).toBe(true);
    expect(matches(rule("one", { source: from }), { ...unknown, sourcePort: 1024 })).toBe(true);
    expect(matches(rule("one", { source: from }), { ...unknown, sourcePort: 1023 })).toBe(false);
  });

  it("decides before those behind it", () => {
    const drop = rule("drop", { action: "drop" });
    const accept = rule("accept");
    const attempt: Attempt = {
      ipVersion: 6,
      protocol: "tcp",
      source: 1n,
      destination: 2n,
      sourcePort: 1,
      destinationPort: 2,
      isExternal: true,
    };
    expect(firstMatch([drop, accept], attempt)).toBe(drop);
    expect(firstMatch([accept, drop], attempt)).toBe(accept);
    expect(firstMatch([], attempt)).toBeUndefined();
  });

  it("with EXTERNAL_IPV6 as source is about what comes from outside the network domain", () => {
    const external = rule("external", { source: { addresses: "external", ports: undefined } });
    fc.assert(
      fc.property(attempts, (attempt) => {
        expect(matches(external, attempt)).toBe(attempt.ipVersion === 6 && attempt.isExternal);
      }),
    );
  });
});

describe("what is let in from outside over IPv4", () => {
  const ssh = (change: Partial<FabricRule> = {}) =>
    rule("ssh", { ipVersion: 4, protocol: "tcp", destination: port(22), ...change });
  const login: Inbound = { ipVersion: 4, protocol: "tcp", source: "192.0.2.1", destination: "203.0.113.7", port: 22 };

  it("is what a rule accepts", () => {
    expect(allowsInbound([ssh()], login)).toBe(true);
    expect(allowsInbound([ssh()], { ...login, port: 23 })).toBe(false);
    expect(allowsInbound([ssh()], { ...login, protocol: "udp" })).toBe(false);
    expect(allowsInbound([ssh({ ipVersion: 6 })], login)).toBe(false);
    expect(allowsInbound([ssh({ action: "drop" }), ssh()], login)).toBe(false);
    expect(allowsInbound([], login)).toBe(false);
  });

  it("goes by source and destination", () => {
    const operators = { addresses: [{ first: 0xc0000200n, last: 0xc00002ffn }], ports: undefined };
    expect(allowsInbound([ssh({ source: operators })], login)).toBe(true);
    expect(allowsInbound([ssh({ source: operators })], { ...login, source: "192.0.3.0" })).toBe(false);
    const one = { addresses: [{ first: 0xcb007107n, last: 0xcb007107n }], ports: undefined };
    expect(allowsInbound([ssh({ destination: one })], login)).toBe(true);
    expect(allowsInbound([ssh({ destination: one })], { ...login, destination: "203.0.113.8" })).toBe(false);
  });

  it("is asked for with addresses of that version", () => {
    expect(() => allowsInbound([], { ...login, source: "2001:db8::1" })).toThrow(
      'source is "2001:db8::1"; an IPv4 address is expected',
    );
  });
});
