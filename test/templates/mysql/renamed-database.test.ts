// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTurn } from "./in-turn";
import { fails, succeeds } from "./outcome";
import { addSource } from "./pair";
import { Replication } from "./replication";

describe("a database that has another name in the plan", () => {
  const plan = new Replication();
  const grants = () => plan.source.machine.sql("SHOW GRANTS FOR dbuser@localhost");
  const databases = () => plan.source.machine.sql("SHOW DATABASES LIKE 'db%'");

  beforeAll(async () => {
    succeeds(await plan.configure(await addSource(plan)));
    // a name with a wildcard of GRANT in it
    plan.database = "db_01";
    plan.clients = [];
    succeeds(await plan.fill());
  });
  afterAll(() => plan.stop());
  inTurn();

  it("is not made, and no right is taken away, as long as the data are in the old one", async () => {
    const before = [await grants(), await databases()];
    expect(before[0]).toContain("`db\\_01`");
    plan.database = "db02";
    fails(
      await plan.fill(),
      /calls the database db02, and its users have their rights on db_01, where the data are/,
      /`database: db_01` into the plan again/,
    );
    expect([await grants(), await databases()]).toEqual(before);
    plan.database = "db_01";
    const outcome = await plan.fill();
    succeeds(outcome);
    expect(outcome.stdout).not.toContain("notice");
  });

  it("is taken where somebody made it, as the message says, which tells what the users lose", async () => {
    plan.database = "db02";
    const [, order] = /sudo (mysql -e '[^']*')/.exec((await plan.fill()).stderr) ?? [];
    await plan.source.machine.machine.must(`${order}`);
    const outcome = await plan.fill();
    succeeds(outcome);
    expect(outcome.stdout).toContain("the plan's users lose their rights on db_01, which stays");
    expect(await grants()).toContain("`db02`");
    expect(await grants()).not.toContain("01`");
    expect(await plan.source.machine.sql("SELECT COUNT(*) FROM db_01.persons")).toBe("2");
    expect((await plan.fill()).stdout).not.toContain("notice");
  });

  it("is made where the old one holds nothing", async () => {
    await plan.source.machine.sql("DROP TABLE db02.persons; DELETE FROM plumbline.population");
    plan.database = "db03";
    succeeds(await plan.fill());
    expect(await grants()).toContain("`db03`");
  });
});
