// @module-tag unit
import { expect, it } from "vitest";
import { dropWords, ruleUses } from "../../../lab/data-centre/firewall-words";
import type { FabricReport, RuleReport } from "../../../lab/fabric/report";

const names = new Map([["d1", "EU6"]]);
const rule: RuleReport = {
  ...{ networkDomainId: "d1", id: "r1", name: "tcp_3306", action: "accept", ipVersion: 6 },
  ...{ packets: 4, flows: 1, octets: 400, inForce: true },
};

it("tells of the rules for IPv6 that are in force, by their data centre", () => {
  const rules = [rule, { ...rule, ipVersion: 4 as const }, { ...rule, inForce: false }];
  expect(ruleUses({ rules } as unknown as FabricReport, names)).toEqual([
    { location: "EU6", name: "tcp_3306", action: "accept", packets: 4, flows: 1 },
  ]);
});

it.each([
  [
    {
      reason: "no rule matched",
      networkDomainId: "d1",
      source: "::1",
      destination: "::2",
      protocol: "tcp",
      port: 3306,
    },
    "T tcp from ::1 to port 3306 of ::2: no rule matched at EU6",
  ],
  [
    {
      reason: "dropped by rule",
      rule: "deny",
      networkDomainId: "d1",
      source: "::1",
      destination: "::2",
      protocol: "icmp",
    },
    "T icmp from ::1 to ::2: dropped by rule deny at EU6",
  ],
  [{ reason: "malformed" }, "T a packet in databases: malformed"],
])("says in one line why a packet went no further: %j", (drop, words) => {
  expect(dropWords({ at: "T", vlan: "databases", ...drop }, names)).toBe(words);
});
