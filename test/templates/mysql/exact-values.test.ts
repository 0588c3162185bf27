// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { startPair } from "./pair";
import type { Replication } from "./replication";

/** Values that a dump rounds: they arrive to the bit, or the copy is refused while the replica still has its data. */
describe("a copy of values that a dump rounds", { timeout: 300_000 }, () => {
  let plan: Replication;
  beforeAll(async () => {
    plan = await startPair();
    succeeds(await plan.seed(plan.replica));
  });
  afterAll(() => plan?.stop());

  /** Nearer to 1 than six digits can say. */
  const JUST_BELOW_ONE = "0.9999999";

  it("is exact where nothing judges them", async () => {
    await plan.source.machine.sql(
      `CREATE TABLE db01.free (id INT PRIMARY KEY, p FLOAT, twice DOUBLE AS (p * 2), CHECK (id > 0));
       INSERT INTO db01.free (id, p) VALUES (1, ${JUST_BELOW_ONE}), (2, 1.2345678), (3, NULL)`,
    );
    // half a character, and an ENUM's error value beside the member that looks like it
    await plan.source.machine.sql(
      `SET sql_mode = ''; CREATE TABLE db01.odd (id INT PRIMARY KEY, c VARCHAR(9) CHARACTER SET ucs2, e ENUM('a', '', 'b') NOT NULL, f ENUM('a') NOT NULL);
       INSERT INTO db01.odd VALUES (1, _ucs2 x'D800', 'none', 'none'), (2, _ucs2 x'DC000041', '', 'a'), (3, NULL, 'b', 0)`,
    );
    succeeds(await plan.seed(plan.replica, "exact"));
    for (const values of [
      "SELECT id, p + 0e0, twice FROM db01.free",
      "SELECT id, HEX(c), e + 0, f + 0 FROM db01.odd",
    ]) {
      expect(await plan.replica.machine.sql(values)).toBe(await plan.source.machine.sql(values));
    }
  });

  it("is refused by the tables' names where something judges the rounded values, and nothing is dropped", async () => {
    const judged = {
      by_check: "p FLOAT, CHECK (p < 1)",
      by_expression: "p FLOAT, UNIQUE KEY ((p + 0e0))",
      by_generated_twice: "p FLOAT, g DOUBLE AS (p * 2), h DOUBLE AS (g * 2), UNIQUE KEY (h)",
      by_generated_key: "p FLOAT, g DOUBLE AS (p * 2), UNIQUE KEY (g)",
      by_generated_value: "p FLOAT, g INT AS (IF(p < 1, 1, NULL)) STORED NOT NULL",
      by_key: "p FLOAT UNIQUE",
    };
    const names = Object.keys(judged);
    for (const [name, columns] of Object.entries(judged)) {
      await plan.source.machine.sql(
        `CREATE TABLE db01.${name} (id INT PRIMARY KEY, ${columns}); INSERT INTO db01.${name} (id, p) VALUES (1, 0.5)`,
      );
    }
    // values that a dump can hold are in nobody's way
    succeeds(await plan.seed(plan.replica, "short"));
    for (const name of names) {
      await plan.source.machine.sql(`INSERT INTO db01.${name} (id, p) VALUES (2, ${JUST_BELOW_ONE})`);
    }
    await plan.caughtUp(plan.replica);
    const named = names.map((name) => new RegExp(`a dump rounds FLOAT .*\`db01\`\\.\`${name}\` \\(1\\)`));
    fails(await plan.seed(plan.replica, "long"), ...named, /DOUBLE/);
    for (const name of names) {
      expect(await plan.replica.machine.sql(`SELECT COUNT(*) FROM db01.${name}`)).toBe("2");
    }
  });
});
