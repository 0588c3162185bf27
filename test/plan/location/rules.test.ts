// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, TRIAL } from "../trial";

describe("a plan as a whole", () => {
  it("loads without a warning when nothing is odd", () => {
    expect(load(TRIAL).warnings).toEqual([]);
  });

  it("has each location once", () => {
    expectErrors(edited(["locationId: NA9", "locationId: §EU6"], ["slave-sql", "other-sql"]), [
      ["location EU6 is there twice", "the other one is at plan.yaml:11:13"],
    ]);
  });

  it("has ranges that do not overlap within one network domain", () => {
    const second = `
  - web:
      ethernet:
        name: §web
        subnet: 10.1.0.128/25
---
locationId: NA9`;
    expectErrors(edited(["\n---\nlocationId: NA9", second]), [
      [
        "the range of EU6::web (10.1.0.128/25) overlaps with EU6::databases (10.1.0.0/24)",
        "networks of one network domain need ranges of their own",
      ],
    ]);
  });

  it("finds an overlap behind a network that ends before", () => {
    const more = `
  - a:
      ethernet: {name: a, subnet: 10.8.0.0/16}
  - b:
      ethernet: {name: §b, subnet: 10.8.1.0/24}
  - c:
      ethernet: {name: §c, subnet: 10.8.200.0/24}
---
locationId: NA9`;
    expectErrors(edited(["\n---\nlocationId: NA9", more]), [
      "the range of EU6::b (10.8.1.0/24) overlaps with EU6::a (10.8.0.0/16)",
      "the range of EU6::c (10.8.200.0/24) overlaps with EU6::a (10.8.0.0/16)",
    ]);
  });

  it("may have one range at two locations, which IPv6 joins", () => {
    const accept = "§databases\n        subnet: 10.1.0.0\n        accept: [EU6::databases]".replace("§", "");
    expect(load(edited(["databases\n        subnet: 10.2.0.0", accept])).warnings).toEqual([]);
  });

  it("tells of one range at two locations where nodes of both are reached through the VPN", () => {
    const same = ["databases\n        subnet: 10.2.0.0", "§databases\n        subnet: 10.1.0.0"] as const;
    const inside = ["master-sql:", "inside: {default: base}\n        - master-sql:"] as const;
    const other = ["slave-sql:", "within: {default: base}\n        - slave-sql:"] as const;
    expectWarnings(edited(same, inside, other), [
      "the range of NA9::databases (10.1.0.0/24) overlaps with EU6::databases (10.1.0.0/24), and both have nodes without a public address",
    ]);
    const one = edited(same, inside).replace("§", "");
    expect(load(one).warnings).toEqual([]);
  });

  it("has no more public addresses than the network domain may take", () => {
    const nodes = "web[1..4]:\n            default: base\n            glue: [internet 80]\n        - master-sql:";
    expectErrors(edited(["{name: Trial", "{name: §Trial"], ["master-sql:", nodes]), [
      ["5 nodes of network domain Trial want a public address; its `ipv4` allows 4", "set ipv4: 6"],
    ]);
    expect(load(edited(["ipv4: 4", "ipv4: auto"], ["master-sql:", nodes])).locations[0]?.domains[0]?.ipv4).toBe("auto");
  });

  it("counts no node without a public address", () => {
    const nodes = "web[1..4]:\n            default: base\n        - master-sql:";
    expect(load(edited(["master-sql:", nodes])).warnings).toEqual([]);
  });
});
