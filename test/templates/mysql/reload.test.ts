// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tried } from "../../extent.mts";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Replication } from "./replication";

/** A copy in the place of what a replica holds: whole, or begun again. */
describe("a reload", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.seed(plan.replica));
  });
  afterAll(() => plan?.stop());

  const source = (statements: string) => plan.source.machine.sql(statements);
  const replica = (statements: string) => plan.replica.machine.sql(statements);
  const both = async (question: string) => [await source(question), await replica(question)] as const;
  /** Somebody holds a table at the source, so that the load stands still in its middle until it is let go. */
  const heldLoad = async (word: string, act: (seed: ReturnType<Replication["beginSeed"]>) => Promise<unknown>) => {
    const { machine } = plan.replica.machine;
    const holder = machine.begin("mysql -e 'START TRANSACTION; SELECT * FROM mysql.time_zone; SELECT SLEEP(300)'");
    try {
      const seed = plan.beginSeed(plan.replica, word);
      await machine.must(
        `timeout 100 sh -c "until mysql -Ne 'SELECT STATE FROM information_schema.PROCESSLIST' | grep -q 'metadata lock'; do sleep 0.1; done"`,
      );
      await act(seed);
      return await seed.end;
    } finally {
      await machine.run(
        `mysql -Ne "SELECT CONCAT('KILL ', id, ';') FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'" | mysql`,
      );
      await holder.end;
    }
  };

  it("drops databases whose keys refer to each other, read-only ones, and tablespaces, and brings all of them", async () => {
    await source(`
      CREATE TABLESPACE \`fast one\` ADD DATAFILE 'fast.ibd';
      CREATE DATABASE aa; CREATE DATABASE zz;
      CREATE TABLE zz.parent (id INT PRIMARY KEY) TABLESPACE \`fast one\`; CREATE TABLE aa.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES zz.parent (id));
      CREATE TABLE aa.parent (id INT PRIMARY KEY); CREATE TABLE zz.child (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES aa.parent (id));
      INSERT INTO zz.parent VALUES (1); INSERT INTO aa.child VALUES (1, 1);
      CREATE SPATIAL REFERENCE SYSTEM 4120001 NAME 'Ours' DEFINITION 'GEOGCS["Ours",DATUM["Ours",SPHEROID["Ours",6378137,298.25]],PRIMEM["Greenwich",0],UNIT["degree",0.017453292519943278],AXIS["Lat",NORTH],AXIS["Lon",EAST]]';
      CREATE FUNCTION service_get_read_locks RETURNS INT SONAME 'locking_service.so'`);
    await plan.caughtUp(plan.replica);
    await replica(
      "SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; DROP FUNCTION service_get_read_locks; DROP SPATIAL REFERENCE SYSTEM 4120001; CREATE DATABASE fixed; ALTER DATABASE fixed READ ONLY = 1; SET GLOBAL super_read_only = ON",
    );
    succeeds(await plan.seed(plan.replica, "keys"));
    expect(await replica("SELECT COUNT(*) FROM aa.child")).toBe("1");
    expect(await replica("SHOW DATABASES LIKE 'fixed'")).toBe("");
    for (const question of [
      "SELECT name, ret, dl, type FROM mysql.func",
      "SELECT * FROM information_schema.ST_SPATIAL_REFERENCE_SYSTEMS WHERE SRS_ID = 4120001",
      "SELECT NAME FROM information_schema.INNODB_TABLESPACES WHERE SPACE_TYPE = 'General' ORDER BY NAME",
      "SHOW CREATE TABLE zz.parent",
    ]) {
      const [there, here] = await both(question);
      expect(there).not.toBe("");
      expect(here).toBe(there);
    }
  });

  it("leaves the accounts of this node as they were, and brings all others", async () => {
    await source(
      `SET sql_log_bin = 0; ALTER USER root@localhost IDENTIFIED BY 'of the source' AND auth_socket`.replace(
        " AND auth_socket",
        "",
      ),
    );
    const asSource = "mysql --user=root --password='of the source' -N -e";
    const must = (statement: string) => plan.source.machine.machine.must(`${asSource} "${statement}" 2>/dev/null`);
    // back as the scripts need it: what is tried here is the copy of another node's rows
    await must(
      "SET sql_log_bin = 0; ALTER USER root@localhost IDENTIFIED WITH auth_socket; ALTER USER 'debian-sys-maint'@'localhost' IDENTIFIED WITH caching_sha2_password BY 'source-maint'; CREATE USER 'app'@'2001:db8::1' IDENTIFIED BY 'apps-own'; GRANT SELECT ON db01.* TO 'app'@'2001:db8::1'",
    );
    await replica(
      "SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; ALTER USER 'debian-sys-maint'@'localhost' IDENTIFIED WITH caching_sha2_password BY 'replica-maint'; GRANT BACKUP_ADMIN ON *.* TO 'debian-sys-maint'@'localhost'; SET GLOBAL super_read_only = ON",
    );
    const own = await replica("SHOW GRANTS FOR 'debian-sys-maint'@'localhost'");
    succeeds(await plan.seed(plan.replica, "accounts"));
    const login = (password: string) =>
      plan.replica.machine.machine.run(`mysql --user=debian-sys-maint --password=${password} -N -e 'SELECT 1'`);
    expect((await login("replica-maint")).stdout).toBe("1\n");
    expect((await login("source-maint")).stderr).toContain("1045");
    expect(await replica("SHOW GRANTS FOR 'debian-sys-maint'@'localhost'")).toBe(own);
    const [there, here] = await both("SHOW GRANTS FOR 'app'@'2001:db8::1'");
    expect(here).toBe(there);
    expect(await replica("SELECT COUNT(*) FROM mysql.user WHERE user = 'debian-sys-maint'")).toBe("1");
    expect(await replica("SELECT GTID_SUBTRACT(@@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged)")).not.toContain(
      await replica("SELECT @@GLOBAL.server_uuid"),
    );
  });

  it("leaves what is installed on this node alone", async () => {
    await source("INSTALL COMPONENT 'file://component_validate_password'");
    succeeds(await plan.seed(plan.replica, "installed"));
    expect(await replica("SELECT component_urn FROM mysql.component")).toBe("");
    await source("UNINSTALL COMPONENT 'file://component_validate_password'");
  });

  it("brings events as replication would have made them, with all that belongs to them", async () => {
    await source(`CREATE USER "o'wner@x"@'localhost'; SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT', time_zone = '+05:00';
      CREATE DEFINER = 'o''wner@x'@'localhost' EVENT db01."night ly" ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 03:00:00' COMMENT 'it''s' DO INSERT INTO db01.persons (name) VALUES ('a' || 'b');
      CREATE EVENT db01.off ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1`);
    succeeds(await plan.seed(plan.replica, "events"));
    expect(await replica("SELECT EVENT_NAME, STATUS FROM information_schema.EVENTS ORDER BY 1")).toMatch(
      /^night ly\t(REPLICA|SLAVE)_?SIDE_DISABLED\noff\tDISABLED$/,
    );
    const [there, here] = await both("SHOW CREATE EVENT db01.`night ly`");
    expect(here.replace(/DISABLE ON (SLAVE|REPLICA)/, "ENABLE")).toBe(there);
  });

  it("lets nobody in but root while it loads, and goes on with the same word where it broke off", async () => {
    const outcome = await heldLoad("once", async (seed) => {
      const tried = await plan.replica.machine.machine.run(
        `mysql --user=dbuser --password=${plan.userPasswords.dbuser_password} -e 'INSERT INTO db01.persons (name) VALUES ("w")'`,
      );
      expect(tried.stderr).toContain("offline mode");
      expect(await replica("SELECT @@GLOBAL.read_only")).toBe("1");
      await plan.replica.machine.machine.must("pkill -KILL --full 'seed[.]sh|[m]ax-allowed-packet'");
      await seed.end;
    });
    expect(outcome.status).not.toBe(0);
    expect(await plan.replica.machine.transactions()).toBe("");
    const packet =
      "SELECT @@GLOBAL.max_allowed_packet, @@GLOBAL.innodb_stats_auto_recalc, @@GLOBAL.offline_mode, @@GLOBAL.super_read_only";
    const again = await plan.seed(plan.replica, "once");
    succeeds(again);
    expect(again.stdout).toContain("loaded all of master-sql");
    expect(await replica(packet)).toBe("67108864\t1\t0\t1");
    expect((await plan.seed(plan.replica, "once")).stdout).toBe("seed: slave-sql replicates master-sql\n");
  });

  it("says that mysqld ended, when it does", async () => {
    const outcome = await heldLoad("killed", async () => {
      await plan.replica.machine.machine.must("kill -KILL $(cat /run/mysqld/mysqld.pid)");
    });
    fails(outcome, /the load broke off: mysqld of this node ended/, /error\.log/);
    expect(outcome.stderr).not.toContain("a command in line");
    await plan.replica.machine.machine.must("rm -f /run/mysqld/mysqld.pid; restart-mysqld");
    succeeds(await plan.seed(plan.replica, "killed"));
    expect(await plan.names(plan.replica)).toBe(await plan.names(plan.source));
  });

  it("waits for what was missing when the channel began, and names the transaction at which it stops", async () => {
    await replica(
      "STOP REPLICA; SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; INSERT INTO db01.persons (id, name) VALUES (901, 'astray'); SET GLOBAL super_read_only = ON",
    );
    await source("INSERT INTO db01.persons (id, name) VALUES (900, 'first'), (901, 'second')");
    const set = await plan.source.machine.transactions();
    const outcome = await plan.seed(plan.replica, "killed");
    fails(outcome, /the applier of slave-sql stopped at \S+:\d+: 1062/, /`reseed` of slave-sql/);
    expect(outcome.stdout).not.toContain("replicates");
    const stopped = /stopped at (\S+):/.exec(outcome.stderr)?.[1] ?? "none";
    expect(await source(`SELECT GTID_SUBSET('${stopped}', '${set}')`)).toBe("1");
    // as the message says
    succeeds(await plan.seed(plan.replica, "after-1062"));
    expect(await plan.names(plan.replica)).toBe(await plan.names(plan.source));
  });

  it("ends with words where the file system fills up, and goes on once there is room", async () => {
    await source(`CREATE TABLE db01.big (id INT AUTO_INCREMENT PRIMARY KEY, b LONGBLOB);
      INSERT INTO db01.big (b) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 60) SELECT RANDOM_BYTES(1024) FROM n;
      UPDATE db01.big SET b = REPEAT(b, 1000)`);
    const { machine } = plan.replica.machine;
    await plan.replica.machine.moveData("800M");
    const outcome = await heldLoad("full", async () => {
      await machine.must(
        "head -c $(($(df -B1 --output=avail /var/lib/mysql | tail -1) - 40000000)) /dev/zero >/var/lib/mysql/filler",
      );
    });
    fails(outcome, /the load has used up the file system of \/var\/lib\/mysql/, /begins anew/);
    expect(await replica("SHOW DATABASES LIKE 'db01'")).toBe("");
    await machine.must("rm /var/lib/mysql/filler");
    succeeds(await plan.seed(plan.replica, "full"));
    expect(await replica("SELECT SUM(LENGTH(b)) FROM db01.big")).toBe(`${60 * 1024 * 1000}`);
  });

  it("keeps the node's own accounts through a load that broke off within the grant tables", async () => {
    const own = "SELECT authentication_string FROM mysql.user WHERE User = 'debian-sys-maint'";
    const before = await replica(own);
    const outcome = await heldLoad("grants", () =>
      plan.replica.machine.machine.must("pkill -KILL --full '[m]ax-allowed-packet'"),
    );
    fails(outcome, /the load broke off/);
    await replica(
      "SET SESSION sql_log_bin = 0; SET GLOBAL super_read_only = OFF; DROP TABLE mysql.role_edges; UPDATE mysql.user SET authentication_string = 'of the source' WHERE User = 'debian-sys-maint'; SET GLOBAL super_read_only = ON",
    );
    succeeds(await plan.seed(plan.replica, "grants"));
    expect(await replica(own)).toBe(before);
    expect(await plan.replica.machine.machine.must("ls /var/lib/plumbline/mysql")).not.toContain("own-rows");
  });

  it.each(
    tried(["DROP TABLE mysql.user", "DELETE FROM mysql.user", "DROP TABLE mysql.global_grants"], 1),
  )("goes on where mysqld ended after a %s", async (statement) => {
    const word = statement.replace(/\W/g, "");
    const { machine } = plan.replica.machine;
    await heldLoad(word, () => machine.must("pkill -KILL --full 'seed[.]sh|[m]ax-allowed-packet'"));
    await replica(`SET SESSION sql_log_bin = 0; SET GLOBAL super_read_only = OFF; ${statement}`);
    await machine.must("kill -KILL $(cat /run/mysqld/mysqld.pid); while pgrep -x mysqld; do sleep 0.1; done");
    await machine.must("rm -f /run/mysqld/mysqld.pid; restart-mysqld");
    succeeds(await plan.configure(plan.replica));
    succeeds(await plan.ready(plan.replica));
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica, word));
    expect(await plan.names(plan.replica)).toBe(await plan.names(plan.source));
    expect(await plan.accounts(plan.replica)).toBe(await plan.accounts(plan.source));
    expect(await machine.must("find /etc/mysql /var/lib/mysql-files -name '*plumbline-*'")).toBe("");
  });
});
