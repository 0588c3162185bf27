// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load, nodeOf } from "../trial";

const SOURCE = "mysql: {role: source, database: db01}";
const REPLICA = 'mysql: {role: replica, source: "EU6::master-sql"}';

describe("mysql of a source", () => {
  it("has a database, and what else it needs by default", () => {
    expect(nodeOf(load(edited()), "master-sql").mysql).toEqual({
      role: "source",
      database: "db01",
      users: [],
      clients: [],
      settings: {},
      at: { file: "plan.yaml", line: 20, column: 13 },
    });
  });

  it("takes up the file that fills the database, by the path that the plan gives", () => {
    const text = edited([SOURCE, "mysql: {role: source, database: db01, populate: data/persons.sql}"]);
    expect(nodeOf(load(text, { files: { "data/persons.sql": "SELECT 1;" } }), "master-sql").mysql).toMatchObject({
      populate: { path: "data/persons.sql", bytes: Buffer.from("SELECT 1;") },
    });
  });

  it("names the file that is not there", () => {
    expectErrors(edited([SOURCE, "mysql: {role: source, database: db01, populate: §persons.sql}"]), [
      ["no file persons.sql for `populate`", "relative to the plan"],
    ]);
  });

  it.each(["/etc/passwd", "C:/x.sql", "~/x.sql"])("takes no absolute path: %s", (path) => {
    expectErrors(
      edited([SOURCE, `mysql: {role: source, database: db01, populate: §"${path}"}`]),
      [`populate is the absolute path "${path}"`],
      { files: { [path]: "" } },
    );
  });

  it("needs a database", () => {
    expectErrors(edited([SOURCE, "§mysql: {role: source}"]), ["`database` is missing in `mysql` of a source"]);
  });

  it.each(["mysql", "sys", "PERFORMANCE_SCHEMA", "plumbline"])("leaves the server's own database alone: %s", (name) => {
    expectErrors(edited([SOURCE, `mysql: {role: source, database: §${name}}`]), [
      `the database ${name} is not yours to use: it belongs to the server`,
    ]);
  });

  it.each(["1st", "a-b", "a b", "x`"])("takes plain names of databases: not %s", (name) => {
    expectErrors(edited([SOURCE, `mysql: {role: source, database: §"${name}"}`]), [
      `database is "${name}"; it takes letters, digits and underscores, at most 64, a letter first`,
    ]);
  });

  it("has no keys but its own", () => {
    expectErrors(edited([SOURCE, "mysql: {role: source, database: db01, §databse: x, §source: y}"]), [
      ["unknown key `databse` in `mysql` of a source", "Did you mean database?"],
      ["unknown key `source` in `mysql` of a source", "known keys: role, database, populate, users, clients, settings"],
    ]);
  });
});

describe("mysql of a replica", () => {
  it("names its source", () => {
    expect(nodeOf(load(edited()), "slave-sql").mysql).toMatchObject({ role: "replica", source: "EU6::master-sql" });
  });

  it("finds a source at the same location by its name alone", () => {
    const third =
      "third-sql:\n            default: base\n            mysql: {role: replica, source: master-sql}\n        - master-sql:";
    expect(nodeOf(load(edited(["master-sql:", third])), "third-sql").mysql).toMatchObject({
      source: "EU6::master-sql",
    });
  });

  it("needs a source", () => {
    expectErrors(edited([REPLICA, "§mysql: {role: replica}"]), ["`source` is missing in `mysql` of a replica"]);
  });

  it("has one source, not a list of them", () => {
    expectErrors(edited([REPLICA, "mysql: {role: replica, source: §[EU6::master-sql, EU6::other]}"]), [
      "a replica has one source; 2 are given",
    ]);
  });

  it("has one source, not the key twice", () => {
    expectErrors(edited([REPLICA, "mysql: {role: replica, source: EU6::master-sql, §source: EU6::master-sql}"]), [
      ["the key `source` is there twice", "the other one is at 32:36"],
    ]);
  });

  it("is not its own source", () => {
    expectErrors(edited([REPLICA, "mysql: {role: replica, source: §slave-sql}"]), [
      "slave-sql is named as its own source",
    ]);
  });

  it("names a node that exists", () => {
    expectErrors(edited(['"EU6::master-sql"', '§"EU6::mater-sql"']), [
      ['unknown node "mater-sql" in `source`', "nodes at EU6: master-sql. Did you mean master-sql?"],
    ]);
  });

  it("names a location that exists", () => {
    expectErrors(edited(['"EU6::master-sql"', '§"EU66::master-sql"']), [
      ['unknown location "EU66" in `source`', "locations of this plan: EU6, NA9. Did you mean EU6?"],
    ]);
  });

  it("says where a node of that name is when it is elsewhere", () => {
    expectErrors(edited(['"EU6::master-sql"', "§master-sql"]), [
      ['unknown node "master-sql" in `source`', "it is at another location: write EU6::master-sql"],
    ]);
  });

  it("may be told to load its data anew, by a word", () => {
    const withWord = (word: string) =>
      edited(['source: "EU6::master-sql"}', `source: "EU6::master-sql", reseed: ${word}}`]);
    expect(nodeOf(load(withWord("2025-03-01")), "slave-sql").mysql).toMatchObject({ reseed: "2025-03-01" });
    expectErrors(withWord('§"now; please"'), [
      'reseed is "now; please"; it takes a word of letters, digits, dots and dashes',
    ]);
    expectErrors(withWord("§1"), [["reseed is 1; it takes a text", "put it in quotes"]]);
  });

  it("has no accounts of its own", () => {
    expectErrors(edited([REPLICA, 'mysql: {role: replica, source: "EU6::master-sql", §users: [], §database: x}']), [
      "unknown key `users` in `mysql` of a replica",
      "unknown key `database` in `mysql` of a replica",
    ]);
  });
});

describe("the role", () => {
  it("is source or replica", () => {
    expectErrors(edited([REPLICA, "mysql: {role: §slave, source: x}"]), [
      ['role is "slave"', "it takes: source, replica"],
    ]);
  });

  it("must be there", () => {
    expectErrors(edited([REPLICA, "§mysql: {source: x}"]), ["`role` is missing in `mysql`"]);
  });

  it("stands in a mapping", () => {
    expectErrors(edited([REPLICA, "mysql: §replica"]), ["`mysql` must be a mapping"]);
  });

  it("is taken from a class, with what the node adds", () => {
    const text = edited(
      ["  base:", "  copy:\n    mysql: {role: replica, settings: {max_connections: 50}}\n  base:"],
      [
        "default: base\n            glue: [internet 22]\n            mysql: {role: replica, source:",
        "default: copy\n            appliance: Ubuntu 22.04\n            cpu: 1\n            memory: 1\n            mysql: {settings: {max-connections: 60}, source:",
      ],
    );
    expectErrors(text.replace("max-connections", "§max-connections"), ["the option max_connections is there twice"]);
    expect(nodeOf(load(text.replace("max-connections", "max_connections")), "slave-sql").mysql).toMatchObject({
      role: "replica",
      settings: { max_connections: "60" },
    });
  });

  it("takes no less than its source does, wherever in the plan that is", () => {
    const larger = ["database: db01}", "database: db01, settings: {max_allowed_packet: 1G}}"] as const;
    const replica = (settings: string) =>
      ['source: "EU6::master-sql"}', `source: "EU6::master-sql", settings: ${settings}}`] as const;
    expectErrors(edited(larger, replica("{§replica-max-allowed-packet: 256M, §max_binlog_cache_size: 1G}")), [
      "replica_max_allowed_packet is 256M, and the source takes statements of 1G: an UPDATE of such a row is twice as long in its binary log, and stops the replica",
      "max_binlog_cache_size is 1G, and the source takes transactions of any size: one that is larger stops the replica",
    ]);
    expect(nodeOf(load(edited(larger, replica("{replica_max_allowed_packet: 1G}"))), "slave-sql").mysql).toBeDefined();
  });
});
