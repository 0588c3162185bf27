// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load, networksOf, nodeOf } from "../trial";

const NODE = "        - master-sql:\n";
/** The trial plan, whose node master-sql has these lines more, and further nodes beside it. */
const withNode = (lines: string, ...more: string[]) =>
  edited([NODE, `${more.map((one) => `        - ${one}\n`).join("")}${NODE}            ${lines}\n`]);
const other = (name: string, was: string) => `${name}: {default: base, was: ${was}}`;

describe("a former name", () => {
  it.each<[string, readonly string[]]>([
    ["was: old", ["old"]],
    ["was: EU6::old", ["old"]],
    ["was: dd-eu::EU6::old", ["old"]],
    ["was: [old, older]", ["old", "older"]],
    ["was:", []],
    // Terraform's address has capitals
    ["was: Master-SQL", ["Master-SQL"]],
  ])("is one or several, the newest first: %s", (line, names) => {
    const plan = load(withNode(line.endsWith(":") ? "description: x" : line));
    expect(nodeOf(plan, "master-sql").formerNames).toEqual(names);
    expect(nodeOf(plan, "slave-sql").formerNames).toEqual([]);
  });

  it("is a network's, too, each in its location", () => {
    const plan = load(edited(["        subnet: 10.1.0.0", "        subnet: 10.1.0.0\n        was: data.bases"]));
    expect(networksOf(plan).map(({ formerNames }) => formerNames)).toEqual([["data.bases"], []]);
  });

  it("of a range is a range of the same length", () => {
    const plan = load(withNode("description: x", other("web[1..3]", '"app[7..9]"')));
    expect(["web1", "web2", "web3"].map((name) => nodeOf(plan, name).formerNames)).toEqual([
      ["app7"],
      ["app8"],
      ["app9"],
    ]);
    expectErrors(withNode("description: x", other("web[1..3]", "§app")), [
      ['`was` is "app", and the range has 3 nodes: each had a name of its own', "old[1..3]"],
    ]);
    expectErrors(withNode('was: §"app[1..2]"'), [
      ['`was` is "app[1..2]", which stands for 2 names, and this is one node', "write one name"],
    ]);
  });

  it("may be one that another node of another location has", () => {
    expect(nodeOf(load(withNode("was: slave-sql")), "master-sql").formerNames).toEqual(["slave-sql"]);
  });

  it("is none of another location, for nothing moves between them", () => {
    expectErrors(withNode("was: §NA9::old"), [['`was` is "NA9::old", which is at another location', "`removed`"]]);
  });

  it("is a name, and not the present one", () => {
    expectErrors(withNode("was: §master-sql"), ["`was` is master-sql, which is the name that it has"]);
    expectErrors(withNode("was: §a!b"), ['`was` is "a!b", which no node can have been called']);
    expectErrors(withNode("was: §{a: b}"), ["`was` takes one text or a list of them, not a mapping"]);
    expectErrors(withNode("was: [old, §old]"), [
      ["`was` is old, and so it is of master-sql at plan.yaml:19:19", "keep the line that is right"],
    ]);
  });

  it("is none that the plan has, of a node or a network", () => {
    expectErrors(withNode("was: §web", "web: {default: base}"), [
      ["`was` is web, and EU6::web is in the plan, a node at plan.yaml:18:11", "deploy without it first"],
    ]);
    expectErrors(withNode("was: §databases"), [
      [
        "`was` is databases, and EU6::databases is in the plan, a network at plan.yaml:15:15",
        "deploy without it first",
      ],
    ]);
  });

  it("is one thing's alone", () => {
    expectErrors(withNode("was: §old", other("web", "old")), [
      ["`was` is old, and so it is of web at plan.yaml:18:37", "keep the line that is right"],
    ]);
  });

  it("is not swapped within a location, which Terraform does not follow; the way round is told", () => {
    expectErrors(withNode("was: §web", other("web", "§master-sql")), [
      [
        "web and master-sql would change places, which Terraform does not follow in one step",
        "deploy three times: with a new name in place of web, which was master-sql, beside the other as it was, web",
      ],
      "master-sql and web would change places, which Terraform does not follow in one step",
    ]);
  });

  it("stands at a node, not at its class", () => {
    expectErrors(edited(["    memory: 4", "    memory: 4\n    §was: old"]), [
      ["unknown key `was` in a node", "known keys"],
    ]);
  });
});
