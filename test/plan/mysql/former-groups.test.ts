// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load, replicationOf } from "../trial";

/** The trial plan, whose replication `db` says this, too, with further ones beside it. */
const withGroup = (text: string, others = "") => edited(["{db01: }}}", `{db01: }, ${text}}${others}}`]);

describe("a former name of a replication", () => {
  it.each<[string, string[]]>([
    ["was: old", ["old"]],
    ["was: [newer, older]", ["newer", "older"]],
    ["was: ", []],
  ])("is one that it had before, or several: %s", (text, names) => {
    expect(replicationOf(load(withGroup(text))).formerNames).toEqual(names);
  });

  it("is a name, and not the present one", () => {
    expectErrors(withGroup("was: §A_b"), ['`was` is "A_b", which no replication can have been called']);
    expectErrors(withGroup("was: §db"), [
      ["`was` is db, which is the name that it has", "write the name that it had before"],
    ]);
  });

  it("is one replication's alone", () => {
    const other = ", web: {source: NA9::slave-sql, databases: {db02: }, was: §old}";
    const text = withGroup("was: old", other).replace("mysql: db\n", "mysql: web\n");
    expectErrors(text, [["`was` is old, and so it is of db at plan.yaml:9:74", "keep the line that is right"]]);
  });

  it("is none that the plan has", () => {
    const other = ", web: {source: NA9::slave-sql, databases: {db02: }}";
    const text = withGroup("was: §web", other).replace("mysql: db\n", "mysql: web\n");
    expectErrors(text, [
      ["`was` is web, and a replication web is in the plan at plan.yaml:9:80", "deploy without it first"],
    ]);
  });
});
