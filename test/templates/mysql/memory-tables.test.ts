// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Member, Replication } from "./replication";

/** Rows of MEMORY are gone after a restart; a replica that lost them alone does not get on. */
describe("tables that are in memory alone", { timeout: 300_000 }, () => {
  let plan: Replication;
  let times = 0;
  const source = (sql: string) => plan.source.machine.sql(sql);
  const replica = (sql: string) => plan.replica.machine.sql(sql);
  const verify = () => plan.verify(plan.replica, `memory-${times++}`);
  /** A setting that mysqld takes at its start alone. */
  const changed = (member: Member, words: string) => {
    member.settings = { ...member.settings, ft_stopword_file: words };
    return plan.configure(member);
  };

  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.seed(plan.replica));
    await source("CREATE TABLE db01.`cache` (id INT PRIMARY KEY) ENGINE = MEMORY");
    await plan.caughtUp(plan.replica);
  });
  afterAll(() => plan?.stop());

  it("alarm nobody while they are empty", async () => {
    await source(
      "CREATE TEMPORARY TABLE db01.own (a INT) ENGINE = MEMORY; INSERT INTO db01.own VALUES (1); DO SLEEP(0)",
    );
    for (const outcome of [await plan.ready(plan.source), await plan.ready(plan.replica), await verify()]) {
      succeeds(outcome);
      expect(outcome.stdout).not.toMatch(/in memory alone/);
    }
    for (const member of [plan.replica, plan.source]) {
      const outcome = await changed(member, "/empty");
      succeeds(outcome);
      expect(outcome.stdout).toMatch(/restarted mysqld/);
    }
    succeeds(await verify());
  });

  it("are told with their rows by ready and verify", async () => {
    await source("INSERT INTO db01.cache VALUES (1), (2), (3)");
    await plan.caughtUp(plan.replica);
    for (const outcome of [await plan.ready(plan.source), await plan.ready(plan.replica), await verify()]) {
      succeeds(outcome);
      expect(outcome.stdout).toMatch(/notice: .*in memory alone.*db01\.cache \(3 rows\).*ENGINE = InnoDB/);
    }
  });

  it("keep a replica from restarting, and what is told to do lets it", async () => {
    const before = await plan.replica.machine.mysqld();
    for (const _ of [1, 2]) {
      fails(
        await changed(plan.replica, "/full"),
        /ft_stopword_file changed.*db01\.cache \(3 rows\).*old configuration is back/,
        /ENGINE = InnoDB/,
      );
    }
    expect(await plan.replica.machine.mysqld()).toBe(before);
    await source("ALTER TABLE db01.cache ENGINE = InnoDB");
    await plan.caughtUp(plan.replica);
    succeeds(await changed(plan.replica, "/full"));
    expect(await plan.replica.machine.mysqld()).not.toBe(before);
    expect(await replica("SELECT COUNT(*) FROM db01.cache")).toBe("3");
    succeeds(await verify());
  });

  it("are emptied by a source only when it was told before, and replicas follow", async () => {
    await source("ALTER TABLE db01.cache ENGINE = MEMORY");
    const before = await plan.source.machine.mysqld();
    fails(await changed(plan.source, "/full"), /db01\.cache \(3 rows\).*old configuration is back/, /apply again/);
    expect(await plan.source.machine.mysqld()).toBe(before);
    expect(await source("SELECT COUNT(*) FROM db01.cache")).toBe("3");
    // rows come and go
    await source("INSERT INTO db01.cache VALUES (4)");
    const outcome = await plan.configure(plan.source);
    succeeds(outcome);
    expect(outcome.stdout).toMatch(/notice: the restart empties tables .*db01\.cache \(4 rows\)/);
    succeeds(await plan.ready(plan.source));
    await source("INSERT INTO db01.cache VALUES (4)");
    const verified = await verify();
    succeeds(verified);
    expect(await replica("SELECT GROUP_CONCAT(id) FROM db01.cache")).toBe("4");
    // the next restart is asked for anew
    fails(await changed(plan.source, "/further"), /db01\.cache \(1 rows\)/);
    await source("TRUNCATE TABLE db01.cache");
    succeeds(await plan.configure(plan.source));
  });

  it("give a replica no transaction of its own when they are looked for", async () => {
    await source("INSERT INTO db01.cache VALUES (5)");
    await plan.caughtUp(plan.replica);
    await plan.replica.machine.machine.must("restart-mysqld");
    succeeds(await plan.ready(plan.replica));
    succeeds(await verify());
    // nor when an application looks at them later
    await replica("SELECT COUNT(*) FROM db01.cache");
    const uuid = await replica("SELECT @@GLOBAL.server_uuid");
    expect(await plan.replica.machine.transactions()).not.toContain(uuid);
  });
});
