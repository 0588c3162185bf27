// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load, networksOf, nodeOf } from "../trial";

describe("defaults", () => {
  it("give every blueprint a domain and an ethernet to begin with", () => {
    const text = edited(
      ["defaults:", "defaults:\n  ethernet: {name: databases, description: for data}"],
      [
        "      ethernet:\n        name: databases\n        subnet: 10.1.0.0",
        "      ethernet: {subnet: 10.1.0.0}\n      domain: {description: here}",
      ],
    );
    const plan = load(text);
    expect(networksOf(plan).map(({ name, description }) => [name, description])).toEqual([
      ["databases", "for data"],
      ["databases", "for data"],
    ]);
    expect(plan.locations[0]?.domains[0]).toMatchObject({ name: "Trial", description: "here", ipv4: 4 });
  });

  it("give nodes what their class says, the node's own words last", () => {
    const text = edited(
      ["    memory: 4", "    memory: 4\n    disks: [1 20]\n    glue: [internet 80]\n    information: [of the class]"],
      [
        "default: base",
        "default: base\n            memory: 8\n            disks: [2 30]\n            information: [of the node]",
      ],
    );
    const node = nodeOf(load(text), "master-sql");
    expect(node).toMatchObject({ memoryGb: 8, cpu: { count: 2 } });
    expect(node.disks.map(({ unit, gigabytes }) => [unit, gigabytes])).toEqual([
      [0, 10],
      [1, 20],
      [2, 30],
    ]);
    expect(node.internet).toEqual([
      { protocol: "tcp", begin: 80, end: 80 },
      { protocol: "tcp", begin: 22, end: 22 },
    ]);
    expect(node.information.map(({ parts }) => parts)).toEqual([["of the class"], ["of the node"]]);
  });

  it("tell a mistake once, where it was written", () => {
    expectErrors(edited(["memory: 4", "memory: §1024"]), ["memory is 1024 GB; a node takes 1 to 256"]);
    expectErrors(edited(["ipv4: 4", "ipv4: §1"]), ["ipv4 is 1; it takes 2 to 128, or auto"]);
  });

  it("tell a mistake in a class that no node takes up", () => {
    expectErrors(edited(["  base:", "  spare: {§memry: 4, cpu: §33}\n  base:"]), [
      ["unknown key `memry` in a node", "Did you mean memory?"],
      "cpu is 33; a node takes 1 to 32, then perhaps cores for each socket (1 or 2) and a speed",
    ]);
  });

  it("have the class that a node names", () => {
    expectErrors(edited(["default: base", "default: §bse"]), [
      ['unknown node class "bse" in `default`', "node classes in `defaults`: base. Did you mean base?"],
    ]);
  });

  it("still tell what is wrong in a node whose class is unknown, and miss nothing in it", () => {
    expectErrors(edited(["default: base", "default: §bse\n            memory: §0"]), [
      'unknown node class "bse" in `default`',
      "memory is 0 GB; a node takes 1 to 256",
    ]);
  });

  it("are not missed where `default` is mistyped", () => {
    expectErrors(edited(["default: base", "§defualt: base"]), [
      ["unknown key `defualt` in a node", "Did you mean default?"],
    ]);
  });

  it("are mappings", () => {
    expectErrors(edited(["  base:", "  §count: 3\n  base:"]), [
      ["unknown key `count` in `defaults`", "node classes, which are mappings"],
    ]);
  });
});
