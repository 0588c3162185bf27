// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Replication } from "./replication";

/** What a dump asks of a source that works. */
describe("a dump of a busy source", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    await plan.source.machine.sql(
      "CREATE TABLE db01.beats (id INT AUTO_INCREMENT PRIMARY KEY, at DATETIME(6) NOT NULL)",
    );
  });
  afterAll(() => plan?.stop());

  /** Writes into the table without a pause until it is ended. */
  const WRITER = `while [ -e /run/beating ]; do for i in 1 2 3 4 5 6 7 8 9 10; do echo 'INSERT INTO db01.beats (at) VALUES (NOW(6));'; done; sleep 0.02; done | mysql`;
  const begin = (statements: string) => plan.source.machine.machine.begin(`mysql -e "${statements}"`);
  const kill = () =>
    plan.source.machine.machine.must(
      `mysql -Ne "SELECT CONCAT('KILL ', id, ';') FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(300%' AND ID <> CONNECTION_ID()" | mysql --force`,
    );
  const sleeps = () =>
    plan.source.machine.machine.must(
      "timeout 60 sh -c \"until mysql -Ne 'SHOW PROCESSLIST' | grep 'SLEEP(300' | grep -q -v PROCESSLIST; do sleep 0.1; done\"",
    );

  it("stops no writer behind a long SELECT, is exact, and says how long writers waited", async () => {
    const { machine } = plan.source.machine;
    await machine.must("touch /run/beating");
    const writer = machine.begin(WRITER);
    const reader = begin("SELECT COUNT(*), SLEEP(300) FROM db01.beats");
    await sleeps();
    const count = async () => Number(await plan.source.machine.sql("SELECT COUNT(*) FROM db01.beats"));
    const before = await count();
    const outcome = await plan.seed(plan.replica);
    succeeds(outcome);
    // the SELECT goes on still, and nobody who writes waits for its end
    await sleeps();
    const during = await count();
    expect(during).toBeGreaterThan(before);
    await machine.must(
      `timeout 60 sh -c 'until [ "$(mysql -Ne "SELECT COUNT(*) FROM db01.beats")" -gt ${during} ]; do sleep 0.1; done'`,
    );
    expect(outcome.stdout).toMatch(/master-sql kept its writers waiting for \d+ ms/);
    await machine.must("rm /run/beating");
    await writer.end;
    await kill();
    await reader.end;
    await plan.caughtUp(plan.replica);
    const beats = "SELECT COUNT(*), MIN(id), MAX(id), SUM(CRC32(CONCAT(id, at))) FROM db01.beats";
    expect(await plan.replica.machine.sql(beats)).toBe(await plan.source.machine.sql(beats));
  });

  it.each([
    [
      "a transaction that has written",
      "START TRANSACTION; INSERT INTO db01.beats (at) VALUES ('2001-01-01'); SELECT SLEEP(300)",
    ],
    ["a locked table", "LOCK TABLES db01.beats WRITE; SELECT SLEEP(300)"],
  ])("is refused with the session in the way: %s, and leaves nobody waiting", async (_, statements) => {
    await plan.source.machine.machine.must(
      "sed -i 's/SNAPSHOT_SECONDS:-300/SNAPSHOT_SECONDS:-8/' /usr/local/lib/plumbline/seed-dump",
    );
    const holder = begin(statements);
    await sleeps();
    const outcome = await plan.replica.machine.machine.run(
      "ssh -F none -i /root/.ssh/plumbline-seed -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql dump </dev/null",
    );
    expect(outcome.status, outcome.stdout + outcome.stderr).toBe(1);
    expect(outcome.stderr).toMatch(/session \d+ of root@localhost, for \d+ s/);
    expect(outcome.stderr).not.toContain("SLEEP");
    await kill();
    await holder.end;
    // nothing is left of the tries
    await plan.source.machine.sql(
      "SET lock_wait_timeout = 5; ALTER TABLE db01.beats COMMENT 'free'; INSERT INTO db01.beats (at) VALUES (NOW())",
    );
    succeeds(await plan.configure(plan.source));
  });

  it("keeps tables and accounts as they are while it is taken", async () => {
    const { machine } = plan.source.machine;
    // mysqldump waits for it once its snapshot has begun
    const rows =
      "INSERT INTO db01.beats (at) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT NOW() FROM n";
    for (let i = 0; i < 3; i++) {
      await plan.source.machine.sql(rows);
    }
    const ddl = machine.begin(`until pgrep --exact mysqldump >/dev/null; do sleep 0.01; done
      for i in 1 2 3; do mysql -e "CREATE TABLE db01.new$i (a INT PRIMARY KEY); CREATE USER new$i; ALTER TABLE db01.beats ADD COLUMN c$i INT"; done`);
    succeeds(await plan.seed(plan.replica, "ddl"));
    await ddl.end;
    succeeds(await plan.seed(plan.replica, "ddl"));
    await plan.caughtUp(plan.replica);
    const all =
      "SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'db01' ORDER BY 1, 2";
    expect(await plan.replica.machine.sql(all)).toBe(await plan.source.machine.sql(all));
  });

  it("is refused before anything is locked where the server does not tell sessions apart", async () => {
    const { machine } = plan.source.machine;
    machine.write("/etc/mysql/conf.d/sessions.cnf", "[mysqld]\nperformance_schema_session_connect_attrs_size = 0\n");
    await machine.must("restart-mysqld");
    const outcome = await plan.seed(plan.replica, "sessions");
    fails(
      outcome,
      /does not tell which session is the dump's/,
      /performance_schema_session_connect_attrs_size out of the settings/,
    );
    expect(outcome.stdout).not.toMatch(/waiting/);
    await machine.must("rm /etc/mysql/conf.d/sessions.cnf; restart-mysqld");
    succeeds(await plan.seed(plan.replica, "sessions"));
  });

  it("is waited for by another replica that asks at the same time", async () => {
    const second = await plan.add("second-sql", "2001:db8:c::10");
    plan.writeHosts();
    succeeds(await plan.configure(second));
    succeeds(await plan.configure(plan.source));
    succeeds(await plan.fill());
    const both = await Promise.all([plan.seed(plan.replica, "together"), plan.seed(second)]);
    for (const outcome of both) {
      succeeds(outcome);
    }
  });
});
