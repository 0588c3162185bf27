// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load, replicationOf } from "../trial";

const DATABASES = "databases: {db01: }";
const withDatabases = (text: string) => edited([DATABASES, text]);
const SOURCE = 'source: "EU6::master-sql"';

describe("a replication", () => {
  it("has a source and a database, and what else it needs by default", () => {
    expect(replicationOf(load(edited()))).toEqual({
      name: "db",
      formerNames: [],
      source: "EU6::master-sql",
      database: "db01",
      users: [],
      at: { file: "plan.yaml", line: 9, column: 16 },
    });
  });

  it("takes up the file that fills the database, by the path that the plan gives", () => {
    const text = withDatabases("databases: {db01: {populate: data/persons.sql}}");
    expect(replicationOf(load(text, { files: { "data/persons.sql": "SELECT 1;" } }))).toMatchObject({
      populate: { path: "data/persons.sql", bytes: Buffer.from("SELECT 1;") },
    });
  });

  it("names the file that is not there", () => {
    expectErrors(withDatabases("databases: {db01: {populate: §persons.sql}}"), [
      ["no file persons.sql for `populate`", "relative to the plan"],
    ]);
  });

  it.each(["/etc/passwd", "C:/x.sql", "~/x.sql"])("takes no absolute path: %s", (path) => {
    expectErrors(
      withDatabases(`databases: {db01: {populate: §"${path}"}}`),
      [`populate is the absolute path "${path}"`],
      { files: { [path]: "" } },
    );
  });

  it("needs a source and databases", () => {
    expectErrors(edited([`{db: {${SOURCE}, ${DATABASES}}}`, "{§db: {}}"]), [
      "`source` is missing in a replication",
      ["`databases` is missing in a replication", "databases: {db01: {populate: persons.sql}}"],
    ]);
    expectErrors(withDatabases("databases: §{}"), [
      ["`databases` is a mapping from names of databases to what fills them", "db01: {populate: persons.sql}"],
    ]);
  });

  it("has one database, for now", () => {
    expectErrors(withDatabases("databases: {db01: , §db02: }"), [
      ["a second database in a replication is not supported in this version", "give it a group of its own"],
    ]);
  });

  it.each(["mysql", "sys", "PERFORMANCE_SCHEMA", "plumbline"])("leaves the server's own database alone: %s", (name) => {
    expectErrors(withDatabases(`databases: {§${name}: }`), [
      `the database ${name} is not yours to use: it belongs to the server`,
    ]);
  });

  it.each(["1st", "a-b", "a b", "x`"])("takes plain names of databases: not %s", (name) => {
    expectErrors(withDatabases(`databases: {§"${name}": }`), [
      `the database is "${name}"; it takes letters, digits and underscores, at most 64, a letter first`,
    ]);
  });

  it("has no keys but its own", () => {
    expectErrors(edited([DATABASES, `§databse: x, ${DATABASES}`]), [
      ["unknown key `databse` in a replication", "known keys: source, databases, users"],
    ]);
    expectErrors(withDatabases("databases: {db01: {§populte: x}}"), [
      ["unknown key `populte` in a database", "Did you mean populate?"],
    ]);
  });

  it.each([
    "lost",
    "acceptLoss",
    "fenced",
    "restarts",
    "acknowledge",
    "promote",
    "delay",
    "from",
    "seed",
    "waive",
    "confirm",
  ])("does not have `%s` yet", (key) => {
    expectErrors(edited([DATABASES, `${DATABASES}, §${key}: x`]), [
      [`\`${key}\` is not supported in this version`, "not yet"],
    ]);
  });

  it.each(["Db", "1db", "a_b", "a b", "a".repeat(33)])("has a plain name: not %s", (name) => {
    expectErrors(
      edited(["{db: {", `{§"${name}": {`], ["{group: db}", `"${name}"`], ["mysql: db\n", `mysql: "${name}"\n`]),
      [[`"${name}" is no name of a replication`, "lower-case letters, digits and dashes"]],
    );
  });

  it("stands in a mapping", () => {
    expectErrors(
      edited([/replications: .*/.exec(edited())?.[0] ?? "", "replications: §[db]"]).replace(/ *mysql: .*\n/g, ""),
      [["`replications` is a mapping from names of groups to what they are", "replications: {sql: {source: EU6::sql1"]],
    );
  });
});

describe("the source of a replication", () => {
  it("is one, not a list of them", () => {
    expectErrors(edited([SOURCE, "source: §[EU6::master-sql, EU6::other]"]), [
      "a replication has one source; 2 are given",
    ]);
  });

  it("is named once", () => {
    expectErrors(edited([SOURCE, `${SOURCE}, §${SOURCE}`]), ["the key `source` is there twice"]);
  });

  it("is named with its location, as names of nodes are one location's", () => {
    expectErrors(edited([SOURCE, "source: §master-sql"]), [
      'source is "master-sql"; it takes a location and a node, e.g. EU6::sql1',
    ]);
  });

  it("exists", () => {
    expectErrors(edited([SOURCE, "source: §EU6::mater-sql"]), [
      ['unknown node "mater-sql" in `source`', "nodes at EU6: master-sql. Did you mean master-sql?"],
    ]);
    expectErrors(edited([SOURCE, "source: §EU66::master-sql"]), [
      ['unknown location "EU66" in `source`', "locations of this plan: EU6, NA9. Did you mean EU6?"],
    ]);
  });
});
