// @module-tag tools
// @module-tag needs/mysqld
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { populateProblems } from "../../../platform/mysql/populate";
import { ALL } from "../../extent.mts";
import { Filling } from "./filling";
import { fails, succeeds } from "./outcome";

const TABLE = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40));\n";
const WHOLE = `${TABLE}INSERT INTO t VALUES (1, 'a');\nINSERT INTO t VALUES (2, 'b');\n`;
/** Stands still between its two rows, until it is let go or ended. */
const SLOW = WHOLE.replace("INSERT INTO t VALUES (2", "DO SLEEP(600);\nINSERT INTO t VALUES (2");
const BROKEN = `${TABLE}INSERT INTO nowhere VALUES (1);\n`;
const ROWS = "SELECT GROUP_CONCAT(id ORDER BY id) FROM db01.t";

describe("filling that broke off", () => {
  let source: Filling;
  beforeAll(async () => {
    source = await Filling.start("broken");
  });
  afterAll(() => source?.stop());
  beforeEach(() => source.forget());

  it("is begun anew, with the file that was corrected", async () => {
    fails(await source.fill(BROKEN), /data\/rows\.sql:2: error 1146/);
    const { stdout } = await source.fill(WHOLE);
    expect(stdout).toContain("it is begun anew");
    await source.shows(ROWS, "1,2");
  });

  it("is begun anew though a table elsewhere refers to what is dropped, and other databases were written to", async () => {
    fails(await source.fill(BROKEN), /error 1146/);
    await source.sql("CREATE DATABASE other");
    await source.sql("DROP DATABASE other");
    await source.sql("INSERT INTO plumbline.canary VALUES ('x', NOW())");
    succeeds(await source.fill(WHOLE));
    await source.shows(ROWS, "1,2");
  });

  it.each([
    ["made a table", "CREATE TABLE db01.own (id INT PRIMARY KEY)"],
    ["wrote a row", "INSERT INTO db01.t VALUES (7, 'mine')"],
    ["made a table from within the database", "USE db01;\nCREATE TABLE own (id INT PRIMARY KEY)"],
    ["made a table, in a comment for newer servers", "/*!80000 CREATE TABLE db01.own (id INT PRIMARY KEY) */"],
    ["changed a table, as a dump does", "SET @x = 1; /*!40000 ALTER TABLE db01.t ADD COLUMN own INT */"],
    ["made a routine", "CREATE PROCEDURE db01.own() SELECT 1"],
  ])("is not dropped where somebody %s since, and both ways out are open", async (_, statement) => {
    fails(await source.fill(BROKEN), /error 1146/);
    await source.sql(statement);
    const before = await source.machine.transactions();
    // with the file corrected, with the same file, and with the file gone from the plan
    fails(
      await source.fill(WHOLE),
      /others wrote since it began: \S+:\d+.*nothing is dropped/,
      /DROP DATABASE `db01`/,
      /state = 'done'/,
    );
    fails(await source.fill(BROKEN), /nothing is dropped/);
    await source.machine.machine.must("rm /home/ubuntu/.plumbline/source/populate.*");
    const without = await source.run();
    succeeds(without);
    expect(without.stdout).toContain("what is in it stays");
    expect(await source.machine.transactions()).toBe(before);
    await source.sql("UPDATE plumbline.population SET state = 'done' WHERE name = 'db01'");
    succeeds(await source.fill(WHOLE));
    await source.sql("UPDATE plumbline.population SET state = 'begun' WHERE name = 'db01'");
    await source.sql("DROP DATABASE db01");
    expect((await source.fill(WHOLE)).stdout).toContain("filled db01 from the plan");
    await source.shows(ROWS, "1,2");
  });

  it("is not dropped where the binary logs do not tell who wrote", async () => {
    fails(await source.fill(BROKEN), /error 1146/);
    await source.sql("FLUSH BINARY LOGS; DO SLEEP(1); PURGE BINARY LOGS BEFORE NOW()");
    fails(await source.fill(WHOLE), /the binary logs do not tell/, /DROP DATABASE `db01`/);
  });

  it("is begun anew at a server whose settings are the least convenient ones", async () => {
    const least = {
      autocommit: "OFF",
      binlog_rows_query_log_events: "ON",
      binlog_transaction_compression: "ON",
      completion_type: "'RELEASE'",
      cte_max_recursion_depth: "0",
      default_storage_engine: "MyISAM",
      general_log: "ON",
      group_concat_max_len: "4",
      lock_wait_timeout: "1",
      max_binlog_size: "4096",
      max_execution_time: "1",
      max_join_size: "1",
      sql_mode: "'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
      sql_require_primary_key: "ON",
      sql_safe_updates: "ON",
      sql_select_limit: "1",
      transaction_read_only: "ON",
      wait_timeout: "1",
    };
    const set = (values: readonly string[]) =>
      source.machine.machine.must(
        "mysql --init-command='SET SESSION transaction_read_only = 0, SESSION autocommit = 1'",
        `SET ${values.join(", ")}`,
      );
    await set(Object.entries(least).map(([name, value]) => `GLOBAL ${name} = ${value}`));
    try {
      fails(
        await source.fill(BROKEN.replace("INSERT", "INSERT INTO t VALUES (7, 'x');\nINSERT")),
        /data\/rows\.sql:3: error 1146/,
      );
      expect((await source.fill(WHOLE.replace("'b'", "'b\\'"))).stdout).toMatch(/begun anew[\s\S]*filled db01/);
    } finally {
      await set(Object.keys(least).map((name) => `GLOBAL ${name} = DEFAULT`));
    }
    await source.shows("SELECT GROUP_CONCAT(id, v ORDER BY id) FROM db01.t", "1a,2b\\");
    await source.shows(
      "SELECT DISTINCT ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ('db01', 'plumbline')",
      "InnoDB",
    );
  });

  /** Begins to fill from the slow file, and ends something once the first row is there. */
  const broken = async (end: (script: string) => Promise<unknown>, file = SLOW) => {
    source.upload(file);
    const run = source.machine.begin("source", "database", "db01");
    const seen = "until [[ $(mysql -N -e 'SELECT COUNT(*) FROM db01.t' 2>/dev/null) == 1 ]]; do sleep 0.1; done";
    await source.machine.machine.must(seen);
    await end(await source.machine.machine.must("pgrep --oldest --full 'bash .*source/database.sh'"));
    return run.end;
  };
  const kill = (command: string) => source.machine.machine.must(command);

  it("by the end of the client is begun anew", async () => {
    fails(await broken(() => kill("pkill -KILL -x mysql")), /could not be filled/);
    succeeds(await source.fill(WHOLE));
    await source.shows(ROWS, "1,2");
  });

  it("by the end of the session is begun anew", async () => {
    const session =
      "SELECT CONCAT('KILL ', PROCESSLIST_ID) FROM performance_schema.threads WHERE PROCESSLIST_INFO LIKE 'DO SLEEP%'";
    fails(await broken(async () => source.sql(await source.sql(session))), /error (2013|1317)/);
    succeeds(await source.fill(WHOLE));
    await source.shows(ROWS, "1,2");
  });

  it("by the end of the script and its client is begun anew", async () => {
    await broken((script) => kill(`pkill -KILL -x mysql; kill -KILL ${script} || true`));
    succeeds(await source.fill(WHOLE));
    await source.shows(ROWS, "1,2");
  });

  it("by the end of the script alone goes on, and is waited for", async () => {
    const file = SLOW.replace("600", "8");
    await broken((script) => kill(`kill -KILL ${script}`), file);
    succeeds(await source.fill(file));
    await source.shows(ROWS, "1,2");
    await source.shows("SELECT state FROM plumbline.population", "done");
  });

  it.each(["INT", "TERM", "HUP"])("by SIG%s ends its session as well, and is begun anew", async (signal) => {
    const outcome = await broken((script) => kill(`kill -${signal} ${script}`));
    expect(outcome.status).toBe(130);
    await source.shows("SELECT IS_FREE_LOCK('plumbline.population')", "1");
    await source.shows("SELECT state FROM plumbline.population", "begun");
    expect((await source.fill(WHOLE)).stdout).toMatch(/begun anew[\s\S]*filled db01/);
    await source.shows(ROWS, "1,2");
  });

  it("by the end of what reads the file is not taken for the end of the file", async () => {
    // as long as several pipes, in lines of 64 bytes: wherever a reader stops, a statement has just ended
    const row = (id: number) => `INSERT INTO t VALUES (${id}, 'row');`.padEnd(63).concat("\n");
    const rows = Array.from({ length: 3000 }, (_, index) => row(index + 2)).join("");
    const head = `${TABLE}INSERT INTO t VALUES (1, 'a'); SET autocommit = 0; DO SLEEP(600);`.padEnd(191).concat("\n");
    const outcome = await broken(
      () =>
        kill(
          `pkill -KILL -x sed; until ! pgrep -x sed; do sleep 0.1; done
           mysql -Ne "SELECT CONCAT('KILL QUERY ', PROCESSLIST_ID) FROM performance_schema.threads WHERE PROCESSLIST_INFO LIKE 'DO SLEEP%'" | mysql`,
        ),
      head + rows,
    );
    fails(outcome, /db01 could not be filled/);
    await source.shows("SELECT state FROM plumbline.population", "begun");
    succeeds(await source.fill(head.replace("600", "0") + rows));
    await source.shows("SELECT COUNT(*) FROM db01.t", "3001");
  });

  it("by the end of mysqld is begun anew, unless somebody wrote since it came back", async () => {
    const end = () =>
      kill("kill -KILL $(cat /run/mysqld/mysqld.pid); while pgrep -x mysqld >/dev/null; do sleep 0.1; done");
    fails(await broken(end), /mysqld/);
    await source.machine.machine.must("restart-mysqld");
    succeeds(await source.fill(WHOLE));
    await source.shows(ROWS, "1,2");

    await source.forget();
    const before = await source.sql("SELECT CONNECTION_ID()");
    fails(await broken(end), /mysqld/);
    await source.machine.machine.must("restart-mysqld");
    // numbers of sessions begin anew: one of these is that of the fill
    const session = await source.sql("SELECT session FROM plumbline.population");
    expect(Number(session)).toBeGreaterThan(Number(before));
    const write = `i=0; until [[ $(mysql -N -e 'INSERT INTO db01.t VALUES (CONNECTION_ID() + 100, "mine"); SELECT CONNECTION_ID()') -ge ${session} ]]; do ((++i < 500)); done`;
    await source.machine.machine.must(write);
    fails(await source.fill(WHOLE), /others wrote since it began/);
    await source.shows(`SELECT v FROM db01.t WHERE id = ${session} + 100`, "mine");
  });

  it("at any byte ends, with the whole file, in the right rows once, or is told apart", async () => {
    const file = `${TABLE}/*!50003 SET @a = 'x;' */;\nINSERT INTO t VALUES (1, 'it''s'), (2, "\\"");\nDELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END//\nDELIMITER ;\nSTART TRANSACTION;\nINSERT INTO t VALUES (3, '-- c'); -- c\nCOMMIT;\n`;
    expect(populateProblems(Buffer.from(file), { database: "db01", settings: {} })).toEqual([]);
    const cuts = ALL ? [...file].map((_, at) => at) : fc.sample(fc.nat(file.length - 1), { numRuns: 5, seed: 9 });
    for (const cut of cuts) {
      await source.forget();
      const first = await source.fill(file.slice(0, cut));
      const { status, stdout, stderr } = await source.fill(file);
      expect(status, stderr).toBe(0);
      if (/other text than is in/.test(stdout)) {
        expect(first.stdout).toContain("filled db01");
        continue;
      }
      await source.shows("SELECT GROUP_CONCAT(id, v ORDER BY id) FROM db01.t", `1it's,2",3-- c`);
      await source.shows("SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'db01'", "1");
    }
  });
});
