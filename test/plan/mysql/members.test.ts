// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf, replicationOf } from "../trial";

const MEMBER = "mysql: {group: db}";
const withMember = (text: string) => edited([MEMBER, text]);
const SOURCE = 'source: "EU6::master-sql"';

describe("mysql of a node", () => {
  it("names the replication that it is a member of, in a word or at length", () => {
    const plan = load(edited());
    expect(nodeOf(plan, "master-sql").mysql).toEqual({
      group: "db",
      clients: [],
      settings: {},
      at: { file: "plan.yaml", line: 21, column: 13 },
    });
    expect(nodeOf(plan, "slave-sql").mysql).toMatchObject({ group: "db" });
  });

  it("says nothing of roles: another source is another line of the settings, and no other", () => {
    const [one, other] = [load(edited()), load(edited(["EU6::master-sql", "NA9::slave-sql"]))];
    expect([replicationOf(one).source, replicationOf(other).source]).toEqual(["EU6::master-sql", "NA9::slave-sql"]);
    expect(other.locations).toEqual(one.locations);
  });

  it("names one that there is", () => {
    expectErrors(withMember("mysql: §dbs"), [
      ['unknown replication "dbs" in `mysql`', "replications in the settings: db. Did you mean db?"],
    ]);
    expectErrors(
      edited(
        [/replications: .*\n/.exec(edited())?.[0] ?? "", ""],
        [MEMBER, "mysql: §db"],
        ["mysql: db\n", "mysql: §db\n"],
      ),
      [
        [
          'unknown replication "db" in `mysql`',
          "say what it is in the settings: replications: {db: {source: EU6::sql1",
        ],
        'unknown replication "db" in `mysql`',
      ],
    );
  });

  it("needs a group", () => {
    expectErrors(withMember("§mysql: {settings: {}}"), [["`group` is missing in `mysql` of a node", "group: sql"]]);
    expectErrors(withMember("mysql: §7"), [["group is 7; it takes a text", "put it in quotes"]]);
    expectErrors(withMember("mysql: §[db]"), ["`mysql` of a node must be a mapping"]);
  });

  it.each(["role", "source", "database", "populate", "users"])("has no `%s`: that is the group's", (key) => {
    expectErrors(withMember(`mysql: {group: db, §${key}: x}`), [
      [`\`${key}\` is not supported in this version`, "each member says its name: `mysql: sql`"],
    ]);
  });

  it("has no keys but its own", () => {
    expectErrors(withMember("mysql: {group: db, §setings: {}}"), [
      ["unknown key `setings` in `mysql` of a node", "Did you mean settings?"],
    ]);
  });

  it.each([
    "delay",
    "from",
    "seed",
    "lost",
    "acceptLoss",
    "fenced",
    "restarts",
    "acknowledge",
    "promote",
    "waive",
    "confirm",
  ])("does not have `%s` yet", (key) => {
    expectErrors(withMember(`mysql: {group: db, §${key}: 1}`), [
      [`\`${key}\` is not supported in this version`, "not yet"],
    ]);
  });

  it("may be told to load its data anew, by a word", () => {
    const withWord = (word: string) => edited(["mysql: db\n", `mysql: {group: db, reseed: ${word}}\n`]);
    expect(nodeOf(load(withWord("2025-03-01")), "slave-sql").mysql).toMatchObject({ reseed: "2025-03-01" });
    expectErrors(withWord('§"now; please"'), [
      'reseed is "now; please"; it takes a word of letters, digits, dots and dashes',
    ]);
    expectErrors(withWord("§1"), [["reseed is 1; it takes a text", "put it in quotes"]]);
  });

  it("is odd where the source is told to load its data anew", () => {
    expectWarnings(withMember("§mysql: {group: db, reseed: again}"), [
      "reseed of EU6::master-sql says nothing while it is the source, and counts once it is a replica",
    ]);
  });

  it("is taken from a class, with what the node adds", () => {
    const text = edited(
      ["  base:", "  copy:\n    mysql: {settings: {max_connections: 50}}\n  base:"],
      [
        "default: base\n            glue: [internet 22]\n            mysql: db\n",
        "default: copy\n            appliance: Ubuntu 22.04\n            cpu: 1\n            memory: 1\n            mysql: db\n",
      ],
    );
    expect(nodeOf(load(text), "slave-sql").mysql).toMatchObject({ group: "db", settings: { max_connections: "50" } });
    const own = text.replace("mysql: db\n", "mysql: {group: db, settings: {§max-connections: 60}}\n");
    expectErrors(own, ["the option max_connections is there twice"]);
  });
});

describe("members of a replication", () => {
  it("are all nodes that name it, wherever they stand", () => {
    const third = "third-sql:\n            default: base\n            mysql: db\n        - slave-sql:";
    const plan = load(edited(["slave-sql:", third]));
    expect(plan.warnings).toEqual([]);
    expect(nodeOf(plan, "third-sql").mysql).toMatchObject({ group: "db" });
  });

  it("have the source among them", () => {
    expectErrors(edited([SOURCE, 'source: §"EU6::master-sql"'], [MEMBER, ""]), [
      ["the source EU6::master-sql is not a member of db", "members: NA9::slave-sql"],
    ]);
    const more = ["{db01: }}}", "{db01: }}, more: {source: §NA9::slave-sql, databases: {db02: }}}"] as const;
    expectErrors(edited(more), ["the source NA9::slave-sql is not a member of more: it is one of db"]);
  });

  it("are missed where the source is alone, which is odd", () => {
    expectWarnings(edited(["{db: {", "{§db: {"], ["mysql: db\n", "\n"]), [
      "the replication db has no replica: EU6::master-sql is its only member",
    ]);
  });

  it("are not missed where a node is in error", () => {
    expectErrors(edited(["cpu: 2", "cpu: §33"]), [
      "cpu is 33; a node takes 1 to 32, then perhaps cores for each socket (1 or 2) and a speed",
    ]);
  });
});

describe("limits of a replica", () => {
  it("are no less than its source's, wherever in the plan that is", () => {
    const larger = [MEMBER, "mysql: {group: db, settings: {max_allowed_packet: 1G}}"] as const;
    const replica = (settings: string) => ["mysql: db\n", `mysql: {group: db, settings: ${settings}}\n`] as const;
    expectErrors(edited(larger, replica("{§replica-max-allowed-packet: 256M, §max_binlog_cache_size: 1G}")), [
      "replica_max_allowed_packet is 256M, and the source takes statements of 1G: an UPDATE of such a row is twice as long in its binary log, and stops the replica",
      "max_binlog_cache_size is 1G, and the source takes transactions of any size: one that is larger stops the replica",
    ]);
    expect(nodeOf(load(edited(larger, replica("{replica_max_allowed_packet: 1G}"))), "slave-sql").mysql).toBeDefined();
  });

  it("are told at `mysql` where the replica says nothing of them", () => {
    const loose = [MEMBER, "mysql: {group: db, settings: {innodb_strict_mode: OFF}}"] as const;
    expectErrors(edited(loose, ["mysql: db\n", "§mysql: db\n"]), [
      "innodb_strict_mode is not set, and OFF at the source: a table whose options do not go together stops the replica (error 1031)",
    ]);
  });
});
