// @module-tag unit
// Names of firewall rules are once in a network domain, capitals apart: plumbery's were not.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firewallRuleName } from "../../../constructs/words/naming";
import { Port } from "../../../constructs/words/port";
import { FIREWALL_RULE_NAME, HOST_NAME, NETWORK_NAME } from "../../../platform/limits";
import { diagnose, edited, load } from "../../plan/trial";

const hostName = fc.stringMatching(HOST_NAME).filter((name) => name.length <= 63);
const networkName = fc.stringMatching(NETWORK_NAME);
const port = fc.oneof(
  fc.constant(Port.icmp()),
  fc.tuple(fc.integer({ min: 1, max: 65_535 }), fc.integer({ min: 0, max: 9 })).map(([begin, more]) => {
    return Port.tcp(begin, Math.min(begin + more, 65_535));
  }),
  fc.integer({ min: 1, max: 65_535 }).map((begin) => Port.udp(begin)),
);
const asOne = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "_");

describe("names of firewall rules", () => {
  it("are what the platform takes, whatever they are made of", () => {
    fc.assert(
      fc.property(fc.oneof(hostName, networkName), port, (name, { label }) => {
        expect(firewallRuleName(name, label)).toMatch(FIREWALL_RULE_NAME);
        expect(firewallRuleName(`from_EU6_${name}`, `to_${name}`, label)).toMatch(FIREWALL_RULE_NAME);
      }),
    );
  });

  it("differ where nodes, networks or ports differ that a plan can have together", () => {
    fc.assert(
      fc.property(hostName, hostName, port, port, (one, other, here, there) => {
        fc.pre(asOne(one) !== asOne(other) || here.label !== there.label);
        const [first, second] = [firewallRuleName(one, here.label), firewallRuleName(other, there.label)];
        expect(first.toLowerCase()).not.toBe(second.toLowerCase());
      }),
    );
  });

  it("are kept apart by the names of nodes: Web01 and web-01 have rules of their own, web-1 and Web-1 are one name", () => {
    const two = (one: string, other: string) =>
      edited([
        "        - master-sql:\n",
        `        - ${one}: {default: base}\n        - ${other}: {default: base}\n        - master-sql:\n`,
      ]);
    expect(load(two("Web01", "web-01")).warnings).toEqual([]);
    expect(diagnose(two("web-1", "Web-1")).map(({ message }) => message)).toEqual([
      "the nodes web-1 and Web-1 would have one host name",
    ]);
  });
});
