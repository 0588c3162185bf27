// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Replication } from "./replication";

/** Rows that the source took under settings of a session, and that a load cannot take: the same dump would break off again. */
const REFUSED = [
  {
    error: "1062",
    table: "`db01`.`same one`",
    create:
      "CREATE TABLE db01.`same one` (id INT PRIMARY KEY, t VARCHAR(20), d DATE AS (CAST(t AS DATE)) STORED, UNIQUE KEY days (d))",
    insert: "INSERT INTO db01.`same one` (id, t) VALUES (1, '2024-00-00'), (2, '2024-00-00')",
    remedy: "ALTER TABLE db01.`same one` DROP KEY days",
    words: /days/,
  },
  {
    error: "3819",
    table: "`db01`.`checked`",
    create:
      "CREATE TABLE db01.checked (id INT PRIMARY KEY, t VARCHAR(20), CONSTRAINT no_day CHECK (CAST(t AS DATE) IS NULL))",
    insert: "INSERT INTO db01.checked (id, t) VALUES (1, '2024-00-00')",
    remedy: "ALTER TABLE db01.checked ALTER CHECK no_day NOT ENFORCED",
    words: /no_day/,
  },
  {
    error: "1048",
    table: "`db01`.`needed`",
    create:
      "CREATE TABLE db01.needed (id INT PRIMARY KEY, t VARCHAR(20), g INT AS (IF(CAST(t AS DATE) IS NULL, 1, NULL)) STORED NOT NULL)",
    insert: "INSERT INTO db01.needed (id, t) VALUES (1, '2024-00-00')",
    remedy: "DELETE FROM db01.needed",
    words: /'g'/,
  },
] as const;

describe("a load that rows of the source break off", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.seed(plan.replica));
  });
  afterAll(() => plan?.stop());

  it.each(REFUSED)("names the table and what to change at the source: error $error", async (refused) => {
    const { source } = plan;
    await source.machine.sql(
      `SET sql_mode = 'NO_ZERO_IN_DATE,NO_ZERO_DATE'; ${refused.create}; ${refused.insert}; CREATE TABLE db01.zz_${refused.error} (id INT PRIMARY KEY)`,
    );
    const outcome = await plan.seed(plan.replica, `error-${refused.error}`);
    fails(
      outcome,
      new RegExp(`broke off at ${refused.table}: .*error ${refused.error}`),
      refused.words,
      /at master-sql: /,
    );
    expect(outcome.stderr).not.toContain("2024-00-00");
    await source.machine.sql(refused.remedy);
    // the word was not used up
    succeeds(await plan.seed(plan.replica, `error-${refused.error}`));
  });

  it("is not offered where the source is another server, and the replica may hold the last copy", async () => {
    const { source, replica } = plan;
    await plan.caughtUp(replica);
    // the source comes back without its data, as a new server that has the name
    await source.machine.machine.must(
      `kill $(cat /run/mysqld/mysqld.pid); while [ -e /run/mysqld/mysqld.pid ]; do sleep 0.1; done
       rm /var/lib/mysql/auto.cnf; restart-mysqld`,
    );
    await source.machine.sql("RESET BINARY LOGS AND GTIDS; DELETE FROM db01.persons");
    const words = [/master-sql is another server/, /last copy/, /promote slave-sql by hand/];
    fails(await plan.seed(replica), ...words);
    // a word that was in the plan for another reason
    fails(await plan.seed(replica, "earlier"), ...words);
    expect(await replica.machine.sql("SELECT COUNT(*) FROM db01.persons")).not.toBe("0");
    const outcome = await plan.seed(replica, "earlier");
    const word = /`reseed` of slave-sql to (\S+),/.exec(outcome.stderr)?.[1] ?? "none";
    succeeds(await plan.seed(replica, word));
    expect(await replica.machine.sql("SELECT COUNT(*) FROM db01.persons")).toBe("0");
  });
});
