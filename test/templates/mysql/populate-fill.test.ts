// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Filling } from "./filling";
import { fails, succeeds } from "./outcome";

const TABLE = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40));\n";

describe("a database is filled from a file", () => {
  let source: Filling;
  beforeAll(async () => {
    source = await Filling.start("filled");
  });
  afterAll(() => source?.stop());
  beforeEach(() => source.forget());

  it("once, and a second run writes no transaction", async () => {
    expect((await source.fill(`${TABLE}INSERT INTO t VALUES (1, 'Zoë');\n`)).stdout).toContain(
      "filled db01 from the plan",
    );
    const before = await source.machine.transactions();
    expect((await source.run()).stdout).toBe("source: the database db01 is there\n");
    expect(await source.machine.transactions()).toBe(before);
  });

  it("once only: it is told that a database is empty which was filled before", async () => {
    succeeds(await source.fill(TABLE));
    await source.sql("DROP DATABASE db01");
    expect((await source.run()).stdout).toContain("db01 was filled before and is empty now; it is not filled again");
  });

  it.each([
    "/* last */ -- end",
    "/* last */\n  # end\n",
    "  -- end",
    "DELIMITER //\nSELECT 1//\n/* last */\n-- end",
  ])("whatever comments stand at its end: %j", async (end) => {
    succeeds(await source.fill(`${TABLE}INSERT INTO t VALUES (1, 'a');\n${end}`));
    await source.shows("SELECT COUNT(*) FROM db01.t", "1");
    await source.forget();
  });

  it("with rows of a transaction that the file leaves open", async () => {
    succeeds(await source.fill(`${TABLE}START TRANSACTION; INSERT INTO t VALUES (1, 'a');\n`));
    await source.shows("SELECT COUNT(*) FROM db01.t", "1");
    await source.forget();
    succeeds(
      await source.fill(
        `${TABLE}SET autocommit = 0; INSERT INTO t VALUES (1, 'a'); COMMIT; INSERT INTO t VALUES (2, 'b');`,
      ),
    );
    await source.shows("SELECT COUNT(*) FROM db01.t", "2");
    await source.forget();
    succeeds(
      await source.fill(`${TABLE}SET completion_type = 'RELEASE'; LOCK TABLES t WRITE; INSERT INTO t VALUES (1, 'a');`),
    );
    await source.shows("SELECT COUNT(*) FROM db01.t", "1");
  });

  it("to the byte: line ends, null bytes, raw bytes, byte order mark, other character sets, what Terraform reads as its own", async () => {
    const raw = Buffer.from([0xff, 0x00, 0x80, 0x0d, 0x0a]);
    succeeds(
      await source.fill(
        Buffer.concat([
          Buffer.from(
            "\ufeffCREATE TABLE t (id INT PRIMARY KEY, v BLOB, w TEXT);\r\nINSERT INTO t VALUES (1, _binary '",
          ),
          raw,
          Buffer.from(
            "', 'a\r\nb');\r\nDELIMITER //\r\nINSERT INTO t VALUES (2, '${a}', '%{b}')//\r\nDELIMITER ;\r\nSET NAMES latin1;\r\n",
          ),
          Buffer.from("INSERT INTO t VALUES (3, '', 'Zoë');", "latin1"),
        ]),
      ),
    );
    await source.shows(
      "SELECT CONCAT_WS(' ', id, HEX(v), HEX(w)) FROM db01.t",
      ["1 FF00800D0A 610D0A62", "2 247B617D 257B627D", "3  5A6FC3AB"].join("\n"),
    );
  });

  it("with what SQL means at the server, and without what would lose rows", async () => {
    const set = (values: string) => source.sql(`SET GLOBAL ${values}`);
    await set("sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES', GLOBAL autocommit = 0, GLOBAL time_zone = '+02:00'");
    try {
      const file = `CREATE TABLE "t" (id INT PRIMARY KEY, v VARCHAR(9), w TIMESTAMP);\nINSERT INTO t VALUES (1, 'a\\', '2024-01-01 12:00:00');`;
      succeeds(await source.fill(file));
    } finally {
      await set("sql_mode = DEFAULT, GLOBAL autocommit = 1, GLOBAL time_zone = 'SYSTEM'");
    }
    await source.shows("SET time_zone = '+00:00'; SELECT v, w FROM db01.t", "a\\\t2024-01-01 10:00:00");
  });

  it("from a file that goes through its own database and makes routines", async () => {
    succeeds(
      await source.fill(
        `DROP DATABASE IF EXISTS db01; CREATE DATABASE db01; USE db01;\n${TABLE}DELIMITER $$\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.v = 'x; y'; END$$\nDELIMITER ;\nINSERT INTO t VALUES (1, '');\n`,
      ),
    );
    await source.shows("SELECT v FROM db01.t", "x; y");
  });

  it("from what mysqldump writes, with its usual options and with --databases", async () => {
    await source.sql("CREATE DATABASE shop");
    await source.machine.machine.must(
      "mysql shop",
      `CREATE TABLE a (id INT PRIMARY KEY, b BLOB, g GEOMETRY, j JSON, w BIT(3));
       INSERT INTO a VALUES (1, 0xFF00275C0A1A, ST_GeomFromText('POINT(1 2)'), '{"a": [1]}', b'101'); CREATE VIEW v AS SELECT id FROM a;
       CREATE TABLE c (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES a (id)); CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1;
       CREATE PROCEDURE p() SELECT 'a;b'; CREATE TRIGGER g BEFORE INSERT ON c FOR EACH ROW SET NEW.a = 1`,
    );
    const checksum = (database: string) =>
      source.machine.machine.must(
        `mysql -N ${database}`,
        "SELECT SHA2(GROUP_CONCAT(id, HEX(b), ST_AsText(g), j, w + 0), 256) FROM a",
      );
    const wanted = await checksum("shop");
    for (const [options, database] of [
      ["--set-gtid-purged=OFF --routines --events --triggers shop", "db01"],
      ["--set-gtid-purged=OFF --hex-blob --skip-extended-insert shop", "db01"],
      ["--set-gtid-purged=OFF --add-drop-database --databases shop", "shop"],
      ["--set-gtid-purged=OFF --databases shop", "shop"],
    ] as const) {
      await source.machine.machine.must(`mysqldump ${options} >/tmp/dump.sql`);
      const dump = Buffer.from(await source.machine.machine.must("base64 -w 0 /tmp/dump.sql"), "base64");
      await source.forget("shop", "db01");
      const outcome = await source.fill(dump, database);
      succeeds(outcome);
      expect(outcome.stdout).toContain(`filled ${database} from the plan`);
      expect(await checksum(database)).toBe(wanted);
      // for the next round
      if (database === "db01") {
        await source.machine.machine.must("mysql -e 'CREATE DATABASE shop'; mysql shop </tmp/dump.sql");
      }
    }
    await source.forget("shop", "db01");
  });

  it("not where the file leaves nothing in it, and says so at each run until it does", async () => {
    fails(await source.fill("SELECT 1;"), /data\/rows\.sql ran to its end, and db01 is empty/);
    fails(await source.run(), /db01 is empty/);
    expect((await source.fill(TABLE)).stdout).toContain("filled db01 from the plan");
  });

  it("not again when the file changes, which is said", async () => {
    succeeds(await source.fill(TABLE));
    expect((await source.fill(`${TABLE}INSERT INTO t VALUES (1, 'a');`)).stdout).toContain(
      "db01 was filled before, with other text than is in data/rows.sql now; it is not filled again",
    );
  });

  it("not where it is not empty", async () => {
    await source.sql("CREATE DATABASE db01; CREATE TABLE db01.own (id INT PRIMARY KEY)");
    expect((await source.fill(TABLE)).stdout).toContain("db01 is not filled from the plan: it is not empty");
    await source.shows("SHOW TABLES FROM db01", "own");
  });

  it("and what comes outside of it by statements that no reader of the file sees is told", async () => {
    const outside = "SET @s = CONCAT('CREATE ', 'USER sly@localhost'); PREPARE s FROM @s; EXECUTE s;\n";
    const { stdout } = await source.fill(TABLE + outside);
    expect(stdout).toContain("there came outside of it: account 'sly'@'localhost'");
    await source.forget();
    fails(await source.fill(TABLE + outside), /data\/rows\.sql:2: error 1396/);
    await source.sql("DROP USER sly@localhost");
    succeeds(await source.run());
    await source.sql("DROP USER sly@localhost");
  });
});

describe("what mysqld complains about", () => {
  let source: Filling;
  beforeAll(async () => {
    source = await Filling.start("complaint");
  });
  afterAll(() => source?.stop());
  beforeEach(() => source.forget());

  it.each([
    [
      "a syntax error",
      `${TABLE}INSERT INTO t VALUES (1, 's3cret') nonsense;`,
      /rows\.sql:2: error 1064/,
      /correct the line/,
    ],
    [
      "a value twice",
      `${TABLE}INSERT INTO t VALUES (1, 'a');\n\nINSERT INTO t VALUES (1, 's3cret');`,
      /rows\.sql:4: error 1062.*for key 't\.PRIMARY'/,
      /correct/,
    ],
    [
      "a value of another type",
      `${TABLE}INSERT INTO t VALUES ('s3cret', 'a');`,
      /error 1366.*for column 'id' at row 1/,
      /correct/,
    ],
    [
      "a word in the place of a date",
      `${TABLE}CREATE TABLE d (d DATE PRIMARY KEY);\nINSERT INTO d VALUES ('s3cret');`,
      /rows\.sql:3: error 1292/,
      /correct/,
    ],
    [
      "a message of a routine",
      `DELIMITER //\nCREATE PROCEDURE p() SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "'s3cret'"//\nCALL p()//`,
      /rows\.sql:3: error 1644/,
      /correct/,
    ],
    [
      "a table that is not there",
      "INSERT INTO nowhere VALUES (1);",
      /error 1146: Table 'db01\.nowhere' doesn't exist/,
      /correct/,
    ],
    [
      "a function that says nothing of itself",
      "CREATE FUNCTION f() RETURNS INT RETURN RAND();",
      /error 1418/,
      /log_bin_trust_function_creators/,
    ],
  ])("is told by the line of the file, without its text: %s", async (_, file, cause, remedy) => {
    const outcome = await source.fill(file);
    fails(outcome, cause, remedy, /apply again/);
    expect(outcome.stderr + outcome.stdout).not.toContain("s3cret");
    expect((await source.fill(`${TABLE}INSERT INTO t VALUES (1, 'right');`)).stdout).toContain(
      "filled db01 from the plan",
    );
    await source.shows("SELECT * FROM db01.t", "1\tright");
  });
});
