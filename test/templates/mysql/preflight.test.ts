// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Replication } from "./replication";

/** What a copy cannot hold, or this node cannot take, is found while all is still there. */
describe("before a replica becomes a copy", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    // read-only or not, it must still be there after each refusal
    await plan.replica.machine.sql("SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; CREATE DATABASE kept");
  });
  afterAll(() => plan?.stop());

  const isRefused = async (...patterns: RegExp[]) => {
    fails(await plan.link(plan.replica), ...patterns);
    fails(await plan.seed(plan.replica, "anew"), ...patterns);
    expect(await plan.replica.machine.sql("SHOW DATABASES LIKE 'kept'")).toBe("kept");
  };

  it.each([
    ["MyISAM", "db01.counters (MyISAM)"],
    ["MEMORY", "db01.counters (MEMORY)"],
    ["ARCHIVE", "db01.counters (ARCHIVE)"],
    ["CSV", "db01.counters (CSV)"],
  ])("names tables of %s", async (engine, named) => {
    await plan.source.machine.sql(`CREATE TABLE db01.counters (a INT NOT NULL) ENGINE = ${engine}`);
    await isRefused(new RegExp(named.replace(/[().]/g, "\\$&")), /ENGINE = InnoDB/);
    await plan.source.machine.sql("DROP TABLE db01.counters");
  });

  it("names views whose table is gone, all at once, and other flaws with them", async () => {
    await plan.source.machine.sql(`
      CREATE TABLE db01.gone (a INT); CREATE VIEW db01.without_table AS SELECT a FROM db01.gone; DROP TABLE db01.gone;
      CREATE TABLE db01.t (a INT, b INT); CREATE VIEW db01.\`with a "name"\` AS SELECT b FROM db01.t; ALTER TABLE db01.t DROP COLUMN b;
      CREATE TABLE db01.counters (a INT) ENGINE = MyISAM`);
    await isRefused(/db01\.without_table/, /db01\.with a "name"/, /DROP VIEW/, /counters \(MyISAM\)/);
    await plan.source.machine.sql(
      'DROP VIEW db01.without_table, db01.`with a "name"`; DROP TABLE db01.counters, db01.t',
    );
  });

  it("tells of views whose definer is gone, which can be copied", async () => {
    await plan.source.machine.sql(
      "CREATE DEFINER = 'nobody'@'localhost' VIEW db01.orphan AS SELECT id FROM db01.persons",
    );
    const outcome = await plan.link(plan.replica);
    succeeds(outcome);
    expect(outcome.stdout).toMatch(/notice: .*db01\.orphan \(nobody@localhost\)/);
  });

  it("does not take a view for broken whose table is held", async () => {
    await plan.source.machine.sql("CREATE VIEW db01.fine AS SELECT id FROM db01.persons");
    const { machine } = plan.source.machine;
    const holder = machine.begin("mysql -e 'LOCK TABLES db01.persons WRITE; SELECT SLEEP(300)'");
    await machine.must("until mysql -e 'SHOW PROCESSLIST' | grep -q SLEEP; do sleep 0.1; done");
    succeeds(await plan.link(plan.replica));
    await machine.must("pkill --full '[L]OCK TABLES'");
    await holder.end;
    await plan.source.machine.sql("DROP VIEW db01.fine");
  });

  it("names XA transactions that are prepared, at the source and here", async () => {
    const prepare = (table: string) => `XA START 'order-7'; ${table}; XA END 'order-7'; XA PREPARE 'order-7'`;
    await plan.source.machine.sql(prepare("INSERT INTO db01.persons (name) VALUES ('Xaver')"));
    await isRefused(/master-sql has XA transactions.*0x6F726465722D37/, /XA COMMIT or XA ROLLBACK/);
    await plan.source.machine.sql("XA ROLLBACK 'order-7'");
    // as one that came from a source: it is in the binary log
    await plan.replica.machine.sql(`CREATE TABLE kept.t (a INT); ${prepare("INSERT INTO kept.t VALUES (1)")}`);
    await isRefused(/this node has XA transactions.*0x6F726465722D37/, /SET SESSION sql_log_bin = 0; XA ROLLBACK/);
    const before = await plan.replica.machine.transactions();
    await plan.replica.machine.machine.must('mysql -e "SET SESSION sql_log_bin = 0; XA ROLLBACK 0x6F726465722D37"');
    expect(await plan.replica.machine.transactions()).toBe(before);
    expect(await plan.replica.machine.sql("XA RECOVER")).toBe("");
    await plan.replica.machine.sql("RESET BINARY LOGS AND GTIDS");
  });

  it("names a library of functions that is not here", async () => {
    await plan.source.machine.sql("CREATE FUNCTION service_get_read_locks RETURNS INT SONAME 'locking_service.so'");
    const plugins = await plan.replica.machine.sql("SELECT @@GLOBAL.plugin_dir");
    await plan.replica.machine.machine.must(`mv ${plugins}locking_service.so /root`);
    await isRefused(/libraries are not on this node: locking_service\.so/, /DROP FUNCTION/);
    await plan.replica.machine.machine.must(`mv /root/locking_service.so ${plugins}`);
    await plan.source.machine.sql("DROP FUNCTION service_get_read_locks");
  });

  it("names a folder outside that mysqld may not use here", async () => {
    await plan.source.machine.machine.must("install -d -o mysql /srv/fast");
    // a person's own file: a plan has no say in where InnoDB keeps its files
    const own = "/etc/mysql/mysql.conf.d/own.cnf";
    plan.source.machine.machine.write(own, "[mysqld]\ninnodb_directories = /srv/fast\n");
    await plan.source.machine.machine.must("restart-mysqld");
    await plan.source.machine.sql("CREATE TABLE db01.far (a INT) DATA DIRECTORY '/srv/fast'");
    await isRefused(/\/srv\/fast\/db01, which mysqld of this node may not use/, /innodb_directories/);
    await plan.source.machine.sql("DROP TABLE db01.far");
    await plan.source.machine.machine.must(`rm ${own}; restart-mysqld`);
  });

  it("knows the bytes that are really there, whatever statistics say, and that they do not fit", async () => {
    await plan.source.machine.sql(`CREATE TABLE db01.big (id INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB) STATS_AUTO_RECALC = 0;
      INSERT INTO db01.big (b) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 40) SELECT RANDOM_BYTES(1024) FROM n;
      UPDATE db01.big SET b = REPEAT(b, 2000)`);
    await plan.replica.machine.moveData("430M");
    await isRefused(/need 4\d\d MB here|need 3\d\d MB here/, /larger disk/);
    await plan.replica.machine.moveDataBack();
    await plan.source.machine.sql("DROP TABLE db01.big");
  });

  it("finds nothing else in the way", async () => {
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica, "anew"));
    expect(await plan.replica.machine.sql("SHOW DATABASES LIKE 'kept'")).toBe("");
  });

  it("tells of such tables where the replica is loaded, and goes on", async () => {
    await plan.source.machine.sql("CREATE TABLE db01.counters (a INT) ENGINE = MyISAM");
    const outcome = await plan.link(plan.replica);
    succeeds(outcome);
    expect(outcome.stdout).toMatch(/notice: .*db01\.counters \(MyISAM\)/);
    await plan.source.machine.sql("DROP TABLE db01.counters");
  });

  it("finds a third server that was copied with its UUID", async () => {
    const third = await plan.add("third-sql", "2001:db8:c::10");
    plan.writeHosts();
    await third.machine.machine.must(
      `kill $(cat /run/mysqld/mysqld.pid); while [ -e /run/mysqld/mysqld.pid ]; do sleep 0.1; done
       printf '[auto]\\nserver-uuid=%s\\n' ${await plan.replica.machine.sql("SELECT @@GLOBAL.server_uuid")} >/var/lib/mysql/auto.cnf; restart-mysqld`,
    );
    succeeds(await plan.configure(third));
    succeeds(await plan.configure(plan.source));
    succeeds(await plan.fill());
    fails(await plan.link(third), /this node and the replica slave-sql have the same UUID/, /auto\.cnf/);
  });
});
