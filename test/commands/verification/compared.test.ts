// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NodeCheck } from "../../../commands/verification/check";
import { HOSTILE, makeFriendly, makeHostile } from "../../templates/mysql/hostile-server";
import { DeployedPair, REPLICA, SOURCE } from "../deployed-pair";
import { ACCOUNT_KINDS, OTHER_ENGINES, TABLE_KINDS } from "../table-kinds";

/** Two real servers of MySQL with tables, objects and accounts of all kinds. Each test mends what it broke. */
describe("what verify compares", () => {
  const pair = new DeployedPair();
  const plan = pair.replication;
  const source = (sql: string) => plan.source.machine.sql(sql);
  const replica = (sql: string) => plan.replica.machine.sql(sql);
  /** A change that no transaction tells of. */
  const behindTheBack = (sql: string) =>
    replica(`SET GLOBAL super_read_only = OFF; SET sql_log_bin = 0; ${sql}; SET GLOBAL super_read_only = ON`);
  const load = (sql: string) =>
    plan.source.machine.machine.must("mysql --comments --default-character-set=utf8mb4", sql);

  beforeAll(async () => {
    await pair.start();
    await load(TABLE_KINDS);
    await load(ACCOUNT_KINDS);
    await plan.caughtUp(plan.replica);
  });
  afterAll(() => pair.stop());

  let mend: (() => Promise<unknown>) | undefined;
  afterEach(async () => {
    await mend?.();
    mend = undefined;
  });

  const look = async () => {
    const { stdout, stderr } = await pair.run("verify", ["--json"]);
    expect(stdout, stderr).not.toBe("");
    const { checks } = JSON.parse(stdout) as { checks: NodeCheck[] };
    const bad = checks.filter((check) => !check.holds);
    for (const { remedy } of bad) {
      expect(remedy).not.toBe("");
    }
    const lines = bad.map(({ node, topic, what, found }) => `${node} ${topic} ${what}: ${found}`);
    const found = (what: string) => checks.find((check) => check.node === REPLICA && check.what === what)?.found;
    return { lines, bad, found, stderr };
  };

  /** What a person does who is told so: the commands of a remedy, on the node. */
  const doAsTold = async ({ node, remedy }: NodeCheck) => {
    const machine = (node === SOURCE ? plan.source : plan.replica).machine.machine;
    const commands = remedy.match(/sudo mysql -e "[^"]*"/g) ?? [];
    for (const command of commands) {
      await machine.must(command.replace(/^sudo /, ""));
    }
    return commands.length;
  };

  it("is alike where transactions brought it, and after a load from a dump", async () => {
    for (const time of ["replicated", "loaded"]) {
      const { lines, found, stderr } = await look();
      expect(lines, time + stderr).toEqual([]);
      expect(found("rows of all tables, at both ends")).toMatch(/^\d\d tables alike, /);
      expect(found("not compared")).toContain("a name in it breaks a line");
      expect(found("not compared")).not.toContain("ERROR");
      if (time === "replicated") {
        expect((await plan.seed(plan.replica, "anew")).stderr).toBe("");
      }
    }
  });

  it("raises no alarm while all of it is written to, with hostile settings at both ends", async () => {
    const names = Object.keys(HOSTILE).filter((name) => name !== "max_binlog_size");
    for (const { machine } of plan.members) {
      await makeHostile(machine, names);
    }
    const machine = plan.source.machine.machine;
    const statements = [
      "INSERT INTO zoo.nopk VALUES (FLOOR(RAND() * 9)); DELETE FROM zoo.nopk LIMIT 1",
      "UPDATE zoo.fl SET f = RAND(), d = RAND() WHERE id = 1; UPDATE zoo.gen SET a = 1 - COALESCE(a, 0)",
      "CREATE TABLE IF NOT EXISTS zoo.comes (a INT); DROP TABLE zoo.comes",
    ];
    const settings = "SET sql_safe_updates = 0, autocommit = 1, sql_require_primary_key = 0, max_execution_time = 0";
    const writers = statements.map((statement) =>
      machine.begin(
        `while [[ ! -e /run/enough ]]; do mysql --init-command='${settings}, sql_mode = DEFAULT, transaction_read_only = 0, completion_type = 0, explicit_defaults_for_timestamp = 1, default_storage_engine = InnoDB' -e '${statement}'; done`,
      ),
    );
    mend = async () => {
      await machine.must("touch /run/enough");
      await Promise.all(writers.map(({ end }) => end));
      for (const member of plan.members) {
        await makeFriendly(member.machine, names);
      }
      await plan.caughtUp(plan.replica);
    };
    const { lines, found } = await look();
    expect(lines).toEqual([]);
    expect(found("rows of all tables, at both ends")).toMatch(/ tables alike/);
  });

  it("is every table, whatever it is made of, and every object, in all databases", async () => {
    mend = async () => expect((await plan.seed(plan.replica, "differs")).status).toBe(0);
    await behindTheBack(
      "UPDATE zoo.vec SET v = STRING_TO_VECTOR('[9,9,9]') WHERE id = 1; DELETE FROM zoo.nopk LIMIT 1; " +
        "UPDATE zoo.mv SET j = '{\"a\": [7]}' WHERE id = 2; ALTER TABLE zoo.ins COMMENT = 'other'; DROP VIEW zoo.v3; " +
        "ALTER TABLE zoo.cs MODIFY l VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_bin; DROP TRIGGER zoo.t1; CREATE DATABASE stray",
    );
    const { lines } = await look();
    expect(lines).toEqual([
      expect.stringMatching(
        /data rows of all tables, at both ends: .*zoo\.mv: other values in its 2 rows.*zoo\.nopk: \d rows at the source, \d at the replica.*zoo\.vec: other values/,
      ),
      expect.stringMatching(
        /data definitions of all objects, at both ends: collations zoo\.cs is defined otherwise; database stray is at the replica alone; table zoo\.ins is defined otherwise; trigger zoo\.t1 is at the source alone; view zoo\.v3 is at the source alone/,
      ),
    ]);
  });

  it("is every account with all its rights, and tells no hash", async () => {
    mend = async () => expect((await plan.seed(plan.replica, "accounts")).status).toBe(0);
    await behindTheBack(
      `GRANT SELECT (id) ON zoo.par TO dbuser@localhost; GRANT EXECUTE ON FUNCTION zoo.f1 TO dbuser@localhost;
       GRANT r1 TO dbuser@localhost; ALTER USER u1@localhost IDENTIFIED BY 'other' ACCOUNT LOCK; CREATE USER stray@'%' IDENTIFIED BY 'x'`,
    );
    const { lines, bad } = await look();
    expect(lines).toHaveLength(1);
    for (const part of [
      /right of account 'dbuser'@'localhost': GRANT SELECT \(`id`\) ON `zoo`.`par` is at the replica alone/,
      /GRANT EXECUTE ON FUNCTION `zoo`.`f1` is at the replica alone/,
      /right of account 'dbuser'@'localhost': role 'r1'@'%' is at the replica alone/,
      /password of account 'u1'@'localhost' is another one/,
      /account 'u1'@'localhost': ".*ACCOUNT UNLOCK.*" at the source, ".*ACCOUNT LOCK.*" at the replica/,
      /account 'stray'@'%' is at the replica alone/,
    ]) {
      expect(lines[0]).toMatch(part);
    }
    expect(JSON.stringify(bad)).not.toMatch(/\$A\$|0x24|[0-9a-f]{32}/i);
  });

  it.each([
    [
      "a filter",
      "STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER REPLICATE_IGNORE_TABLE = (db01.absent); START REPLICA SQL_THREAD",
      "REPLICATE_IGNORE_TABLE = db01.absent",
    ],
    [
      "a database that is called otherwise",
      "STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER REPLICATE_REWRITE_DB = ((a, b)); START REPLICA SQL_THREAD",
      "REPLICATE_REWRITE_DB",
    ],
    [
      "a delay",
      "STOP REPLICA SQL_THREAD; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 1; START REPLICA SQL_THREAD",
      "delay in seconds = 1",
    ],
    [
      "a heartbeat that is off",
      "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HEARTBEAT_PERIOD = 0; START REPLICA",
      "heartbeat = off",
    ],
    [
      "an unverified source",
      "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_SSL_VERIFY_SERVER_CERT = 0; START REPLICA",
      "certificate = NO",
    ],
    [
      "made up primary keys",
      "STOP REPLICA; CHANGE REPLICATION SOURCE TO REQUIRE_TABLE_PRIMARY_KEY_CHECK = GENERATE; START REPLICA",
      "primary keys that are made up = yes",
    ],
    [
      "a second channel",
      "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'elsewhere' FOR CHANNEL 'other'",
      "a second channel, 'other', brings transactions from elsewhere",
    ],
  ])("is the channel: finds %s, and the remedy mends it", async (_, statement, found) => {
    await replica(statement);
    const { bad } = await look();
    const flaw = bad.find(({ what }) => what === "settings of the channel");
    expect(flaw?.found).toContain(found);
    expect(await doAsTold(flaw as NodeCheck)).toBeGreaterThan(0);
    expect((await look()).lines).toEqual([]);
  });

  it("is each setting, in force and after a restart, and names what wins; the remedies mend it", async () => {
    mend = async () => plan.source.machine.machine.must("rm -f /etc/mysql/mysql.conf.d/zzz.cnf");
    plan.source.machine.machine.write("/etc/mysql/mysql.conf.d/zzz.cnf", "[mysqld]\nloose-slave-net-timeout = 77\n");
    await source("SET PERSIST max_connections = 77; SET GLOBAL sync_binlog = 0");
    await replica("SET GLOBAL replica_exec_mode = IDEMPOTENT; SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    const { lines, bad } = await look();
    expect(lines).toEqual([
      expect.stringMatching(
        /master-sql source settings of the source, in force: .*sync_binlog = 0, and must be 1, set by DYNAMIC a statement of root@localhost/,
      ),
      expect.stringMatching(/after a restart: .*max_connections will be 77, and must be 50: by SET PERSIST/),
      expect.stringMatching(
        /slave-sql replica settings of the replica, in force: innodb_flush_log_at_trx_commit = 2, and must be 1.*replica_exec_mode = IDEMPOTENT, and must be STRICT/,
      ),
    ]);
    expect(lines[0]).toMatch(/max_connections = 77, and must be 50/);
    expect(lines[1]).toMatch(/replica_net_timeout will be 77, and must be 30: by \/etc\/mysql\/mysql.conf.d\/zzz.cnf/);
    for (const check of bad) {
      expect(await doAsTold(check)).toBeGreaterThan(0);
    }
    await plan.source.machine.machine.must("rm -f /etc/mysql/mysql.conf.d/zzz.cnf");
    expect((await look()).lines).toEqual([]);
  });

  it("waits for no lock of writers, takes a lagging replica that moves for healthy, and a held one not", async () => {
    const holder = plan.replica.machine.machine.begin("mysql -e 'LOCK TABLES db01.persons READ; DO SLEEP(600)'");
    mend = async () => {
      await replica(
        "SELECT CONCAT('KILL ', ID, ';') FROM information_schema.PROCESSLIST WHERE INFO = 'DO SLEEP(600)'",
      ).then(replica);
      await holder.end;
      await source("DELETE FROM db01.persons WHERE name = 'Held'");
      await plan.caughtUp(plan.replica);
    };
    await plan.replica.machine.machine.must(
      "until mysql -Ne \"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO = 'DO SLEEP(600)'\" | grep -q 1; do sleep 0.2; done",
    );
    await plan.insert("Held");
    const { lines } = await look();
    expect(lines).toEqual([
      expect.stringMatching(/replication transactions of the source: \S+ are missing$/),
      expect.stringMatching(/replication row written at EU6::master-sql a moment ago: not at the replica/),
    ]);
  });

  it("names tables of other engines as not compared, and views that lead nowhere as what they are", async () => {
    mend = () => source("DROP DATABASE engines");
    await source(
      `${OTHER_ENGINES} CREATE TABLE engines.gone (a INT); CREATE VIEW engines.broken AS SELECT a FROM engines.gone; DROP TABLE engines.gone`,
    );
    const { lines, found } = await look();
    expect(lines).toEqual([
      expect.stringMatching(/EU6::master-sql mysqld views: 1356 View 'engines.broken' references invalid/),
    ]);
    for (const [table, engine] of [
      ["my1", "MyISAM"],
      ["mem1", "MEMORY"],
      ["csv1", "CSV"],
      ["ar1", "ARCHIVE"],
      ["bh1", "BLACKHOLE"],
      ["mr1", "MRG_MYISAM"],
    ]) {
      expect(found("not compared")).toContain(`engines.${table}: engine ${engine}`);
    }
  });

  it("tells a replica whose tables in memory were emptied by its restart, and is silent while they are alike", async () => {
    mend = async () => {
      await source("DROP TABLE db01.cache");
    };
    await source(
      "CREATE TABLE db01.cache (id INT PRIMARY KEY) ENGINE = MEMORY; INSERT INTO db01.cache VALUES (1), (2)",
    );
    await plan.caughtUp(plan.replica);
    const before = await look();
    expect(before.lines).toEqual([]);
    expect(before.found("rows of tables in memory, which a restart empties")).toBe("db01.cache: 2 rows");
    await plan.replica.machine.machine.must("restart-mysqld");
    const { lines } = await look();
    expect(lines).toEqual([
      expect.stringMatching(/data rows of tables in memory.*: db01\.cache: 2 rows at the source, 0 at the replica/),
    ]);
  });

  it("tells a mysqld that refuses root from one that is down", async () => {
    // a password makes root's socket login fail; the packages' own login is the auth_socket plugin
    const asRoot = (sql: string, password = "") =>
      plan.source.machine.machine.must(`mysql ${password && `--password=${password}`} -e "${sql}"`);
    const plugin = await source("SELECT plugin FROM mysql.user WHERE user = 'root' AND host = 'localhost'");
    await asRoot("SET sql_log_bin = 0; ALTER USER root@localhost IDENTIFIED WITH caching_sha2_password BY 'secret'");
    mend = () => asRoot(`SET sql_log_bin = 0; ALTER USER root@localhost IDENTIFIED WITH ${plugin}`, "secret");
    const { lines, bad } = await look();
    expect(lines[0]).toMatch(/EU6::master-sql mysqld mysqld: running, and refuses root over the socket: ERROR 1045/);
    expect(bad[0]?.remedy).toContain("ALTER USER root@localhost IDENTIFIED WITH auth_socket");
  });
});
