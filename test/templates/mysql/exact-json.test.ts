// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTENT_QUESTION } from "../../../platform/mysql/content";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Member, Replication } from "./replication";

/** Values that JSON text cannot say, as SQL writes them: each arrives with its type, or the copy is refused. */
const TYPED = [
  "0.10",
  "0.00",
  "1.5",
  "5.",
  "-123456789012345678901234567890.123456789012345678901234567890",
  "DATE'2024-01-02'",
  "TIME'-838:59:58.000001'",
  "TIMESTAMP'2024-01-02 03:04:05.670000'",
  "x'00ff27'",
  "x''",
  "(SELECT b FROM db01.bytes)",
  "(SELECT f FROM db01.bytes)",
  "(SELECT n FROM db01.bytes)",
  "(SELECT moment FROM db01.bytes)",
  "(SELECT no_day FROM db01.bytes)",
];

/** What JSON is without any type of SQL in it. */
const ORDINARY = `{"whole": 1, "large": 18446744073709551615, "low": -9223372036854775808, "double": 0.1, "zero": -0.0, "tiny": 5e-324,
  "huge": 1.7976931348623157e308, "text": "a\\\\"b\\\\u0000\\\\r\\\\n é 🐬", "date": "2024-01-02", "": null, "yes": true,
  "bytes": "base64:type15:AP8=", "deep": [[[{"a": [1.0, "0.10", []]}]], {}]}`;

describe("a copy of JSON with types of SQL in it", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.seed(plan.replica));
    await source(`CREATE TABLE db01.bytes (id INT PRIMARY KEY, b BLOB, f BINARY(3), n BIT(17), moment TIMESTAMP(3), no_day DATE);
      SET sql_mode = ''; INSERT INTO db01.bytes VALUES (1, x'00ff', x'270a00', b'10000000000000101', '2024-01-02 03:04:05.678', '0000-00-00')`);
  });
  afterAll(() => plan?.stop());

  const source = (statements: string) => plan.source.machine.sql(statements);
  const replica = (statements: string) => plan.replica.machine.sql(statements);
  /** What the comparison of both ends makes of a table. */
  const content = async ({ machine }: Member, table: string) => {
    const line = (await machine.sql(CONTENT_QUESTION)).split("\n").find((tables) => tables.split("\t")[1] === table);
    return machine.sql(`SELECT ${line?.split("\t")[2]}`);
  };
  const alike = async (table: string) =>
    expect(await content(plan.replica, table)).toBe(await content(plan.source, table));

  it("has each type and each digit, wherever in a document it is", async () => {
    const documents = TYPED.flatMap((value) => [
      `JSON_ARRAY(${value})`,
      `JSON_OBJECT('it''s "quoted" \\\\ é $[0]', JSON_ARRAY(1, JSON_OBJECT('', JSON_ARRAY('0.10', ${value}), 'z', NULL)))`,
      `JSON_EXTRACT(JSON_ARRAY(${value}), '$[0]')`,
    ]);
    await source(`CREATE TABLE db01.\`doc's\` (id INT AUTO_INCREMENT PRIMARY KEY, doc JSON NOT NULL, other JSON, p FLOAT,
        changed TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP, first VARCHAR(90) AS (LEFT(doc->>'$[0]', 90)) STORED, KEY (first));
      ${documents.map((document) => `INSERT INTO db01.\`doc's\` (doc) VALUES (${document});`).join("\n")}
      INSERT INTO db01.\`doc's\` (doc, other, p) VALUES ('1', JSON_ARRAY(0.10), 0.5), ('{"a": 0.1}', NULL, 1.2345678);
      CREATE TRIGGER db01.t BEFORE UPDATE ON db01.\`doc's\` FOR EACH ROW SET NEW.p = 7`);
    succeeds(await plan.seed(plan.replica, "typed"));
    const inner = `JSON_EXTRACT(JSON_EXTRACT(doc, '$.*[1].""[1]'), '$[0]')`;
    const values = `SELECT id, doc, JSON_TYPE(doc), JSON_TYPE(doc->'$[0]'), JSON_TYPE(${inner}), other, JSON_TYPE(other->'$[0]'),
      p + 0e0, changed, first FROM db01.\`doc's\` ORDER BY id`;
    const there = await source(values);
    expect(there).toContain("TIMESTAMP");
    expect(await replica(values)).toBe(there);
    await alike("db01.doc's");
  });

  it("comes to its end where documents have many members, and many values with types", async () => {
    const numbers = "WITH RECURSIVE c AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM c WHERE n < 60000) SELECT n FROM c";
    await source(`CREATE TABLE db01.many (id INT PRIMARY KEY, doc JSON);
      SET SESSION cte_max_recursion_depth = 60000, group_concat_max_len = 10000000;
      INSERT INTO db01.many SELECT 1, JSON_SET(CAST(CONCAT('{', GROUP_CONCAT('"member ', n, '": ', n), '}') AS JSON), '$.price', 0.10) FROM (${numbers}) AS n;
      INSERT INTO db01.many SELECT 2, JSON_ARRAYAGG(n + 0.10) FROM (${numbers}) AS n WHERE n <= 10000`);
    succeeds(await plan.seed(plan.replica, "many"));
    const types =
      "SELECT JSON_TYPE(doc->'$.price'), JSON_TYPE(doc->'$[9999]'), doc->'$[9999]' FROM db01.many ORDER BY id";
    expect(await replica(types)).toBe(await source(types));
    await alike("db01.many");
    await source("DROP TABLE db01.many");
  });

  it("is told from a copy with another type or another digit", async () => {
    await source(
      "CREATE TABLE db01.same (id INT PRIMARY KEY, doc JSON); INSERT INTO db01.same VALUES (1, JSON_ARRAY(0.10)), (2, JSON_ARRAY(DATE'2024-01-02'))",
    );
    await plan.caughtUp(plan.replica);
    await alike("db01.same");
    for (const [id, other] of [
      [1, "[0.1]"],
      [2, '["2024-01-02"]'],
    ]) {
      await replica(`SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; DELETE FROM db01.same WHERE id = ${id};
        INSERT INTO db01.same VALUES (${id}, '${other}'); SET GLOBAL super_read_only = ON`);
      expect(await content(plan.replica, "db01.same")).not.toBe(await content(plan.source, "db01.same"));
      await replica(`SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; DELETE FROM db01.same WHERE id = ${id};
        INSERT INTO db01.same VALUES (${id}, JSON_ARRAY(${id === 1 ? "0.10" : "DATE'2024-01-02'"})); SET GLOBAL super_read_only = ON`);
      await alike("db01.same");
    }
  });

  it("is in nobody's way where documents are ordinary, without a key or before a judge", async () => {
    await source(`CREATE TABLE db01.keyless (n INT, doc JSON);
      CREATE TABLE db01.judged (id INT PRIMARY KEY, doc JSON, text VARCHAR(90) AS (doc->>'$.text') STORED NOT NULL UNIQUE, CHECK (JSON_TYPE(doc->'$.whole') = 'INTEGER'));
      INSERT INTO db01.keyless VALUES (1, '${ORDINARY}'), (2, JSON_OBJECT('u', CAST(5 AS UNSIGNED))), (3, JSON_ARRAY(1.5, 5.)), (4, NULL), (5, 'null');
      INSERT INTO db01.judged (id, doc) VALUES (1, '${ORDINARY}')`);
    succeeds(await plan.seed(plan.replica, "ordinary"));
    await alike("db01.keyless");
    await alike("db01.judged");
    // the applier finds each of them again
    await source("DELETE FROM db01.keyless");
    await plan.caughtUp(plan.replica);
    expect(await replica("SELECT COUNT(*) FROM db01.keyless")).toBe("0");
  });

  it("is refused by the tables' names where a row cannot be corrected, and nothing is dropped", async () => {
    const tables = {
      without_key: "n INT, doc JSON",
      by_check: "n INT PRIMARY KEY, doc JSON, CHECK (doc->>'$.d' <> '0.1')",
      by_expression: "n INT PRIMARY KEY, doc JSON, UNIQUE KEY ((CAST(doc->>'$.d' AS CHAR(20))))",
      by_generated_key: "n INT PRIMARY KEY, doc JSON, d VARCHAR(20) AS (doc->>'$.d') UNIQUE",
      by_generated_twice:
        "n INT PRIMARY KEY, doc JSON, d VARCHAR(20) AS (doc->>'$.d'), e VARCHAR(30) AS (CONCAT(d, '!')) UNIQUE",
    };
    const names = Object.keys(tables);
    for (const [name, columns] of Object.entries(tables)) {
      await source(
        `CREATE TABLE db01.${name} (${columns}); INSERT INTO db01.${name} (n, doc) VALUES (1, JSON_OBJECT('d', 0.10))`,
      );
    }
    await source(`CREATE TABLE db01.by_type (n INT PRIMARY KEY, doc JSON, CHECK (JSON_TYPE(doc->'$.d') = 'DECIMAL'));
      INSERT INTO db01.by_type VALUES (1, JSON_OBJECT('d', 1.5));
      CREATE TABLE db01.dated (n INT, doc JSON); INSERT INTO db01.dated VALUES (1, JSON_ARRAY(DATE'2024-01-02')), (2, JSON_ARRAY(x'00'))`);
    await plan.caughtUp(plan.replica);
    const counted = [...names, "by_type"].map((name) => new RegExp(`within JSON .*\`db01\`\\.\`${name}\` \\(1\\)`));
    fails(await plan.seed(plan.replica, "refused"), ...counted, /`db01`\.`dated` \(2\)/, /primary key/);
    for (const name of names) {
      expect(await replica(`SELECT COUNT(*) FROM db01.${name}`)).toBe("1");
    }
  });

  it("is made by what the refusal says to do", async () => {
    await source(`ALTER TABLE db01.without_key ADD PRIMARY KEY (n); ALTER TABLE db01.dated ADD PRIMARY KEY (n); DROP TABLE db01.by_check, db01.by_type;
      UPDATE db01.by_expression SET doc = CAST(CAST(doc AS CHAR) AS JSON);
      UPDATE db01.by_generated_key SET doc = CAST(CAST(doc AS CHAR) AS JSON)`);
    await source("UPDATE db01.by_generated_twice SET doc = CAST(CAST(doc AS CHAR) AS JSON)");
    succeeds(await plan.seed(plan.replica, "refused"));
    for (const table of ["without_key", "dated", "by_expression", "by_generated_key"]) {
      await alike(`db01.${table}`);
    }
  });

  it("is refused where bytes have a type that no statement can give them", async () => {
    await source(`CREATE TABLE db01.tiny (id INT PRIMARY KEY, b TINYBLOB, doc JSON); INSERT INTO db01.tiny (id, b) VALUES (1, x'00'), (2, x'01');
      UPDATE db01.tiny SET doc = JSON_ARRAY(b)`);
    fails(await plan.seed(plan.replica, "tiny"), /TINYBLOB.*`db01`\.`tiny` \(2\)/, /TO_BASE64/);
    expect(await replica("SELECT COUNT(*) FROM db01.dated")).toBe("2");
  });
});
