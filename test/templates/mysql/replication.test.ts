// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { mysqlChroot } from "./chroot";
import { configuring } from "./configuring";
import { linking } from "./linking";
import { Replication } from "./replication";
import { running } from "./running";
import { seeding } from "./seeding";
import { sourcing } from "./sourcing";
import { verifying } from "./verifying";

/** Real servers of MySQL 9.7, from each test to the next: what a test leaves behind is what the next one finds. */
describe("replication of real servers", () => {
  const plan = new Replication();

  beforeAll(async () => {
    plan.base = await mysqlChroot();
    await plan.add("master-sql", "2001:db8:a::10");
    await plan.add("slave-sql", "2001:db8:b::10");
    plan.writeHosts();
  });
  afterAll(() => plan.stop());

  let broken = false;
  beforeEach(({ skip }) => skip(broken, "an earlier test did not leave what this one begins with"));
  afterEach(({ task }) => {
    broken ||= task.result?.state === "fail";
  });

  configuring(plan);
  sourcing(plan);
  linking(plan);
  seeding(plan);
  verifying(plan);
  running(plan);
});
