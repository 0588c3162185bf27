// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe } from "vitest";
import { configuring } from "./configuring";
import { inTurn } from "./in-turn";
import { linking } from "./linking";
import { addPair } from "./pair";
import { Replication } from "./replication";
import { running } from "./running";
import { seeding } from "./seeding";
import { sourcing } from "./sourcing";
import { verifying } from "./verifying";

/** Real servers of MySQL 9.7, from each test to the next: what a test leaves behind is what the next one finds. */
describe("replication of real servers", () => {
  const plan = new Replication();

  beforeAll(async () => {
    await addPair(plan);
  });
  afterAll(() => plan.stop());

  inTurn();

  configuring(plan);
  sourcing(plan);
  linking(plan);
  seeding(plan);
  verifying(plan);
  running(plan);
});
