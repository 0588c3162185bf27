// @module-tag tools
// @module-tag needs/terraform
// What another name does to infrastructure that stands, by the plan that the real Terraform makes.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { judgePlan } from "../../../commands/planned/judgement";
import type { TerraformPlan } from "../../../commands/planned/terraform-plan";
import { hasChanges } from "../../../commands/planned/terraform-plan";
import { PlanFile } from "../../lab/rehearsal/plan-file";
import { type Edit, NOTHING, StandingPlan } from "./standing-plan";

/** What a plan does, as `actions address`, but for what it leaves alone. */
function doings({ resource_changes = [] }: TerraformPlan): string[] {
  return resource_changes
    .filter(({ change }) => change.actions.join() !== "no-op")
    .map(({ address, change }) => `${change.actions.join("+")} ${address}`)
    .sort();
}

/** What moved, as `before -> after`. */
function moved({ resource_changes = [] }: TerraformPlan): string[] {
  return resource_changes.flatMap(({ address, previous_address: before }) =>
    before === undefined ? [] : [`${before} -> ${address}`],
  );
}

describe("another name", () => {
  let plan: StandingPlan;
  let file: PlanFile;

  beforeAll(async () => {
    file = new PlanFile();
    plan = await StandingPlan.begin(file);
    await plan.apply();
  });
  afterAll(() => plan.end());
  afterEach(() => plan.restore());

  it.each<[string, Edit[], string, RegExp]>([
    [
      "the source",
      [
        ["master-sql", "first-sql"],
        ["        - first-sql:\n", "        - first-sql:\n            was: master-sql\n"],
      ],
      "update ddcloud_server.EU6_first_sql",
      /^ddcloud_server\.EU6_master_sql -> ddcloud_server\.EU6_first_sql$/,
    ],
  ])("of %s is given in place", async (_, edits, update, move) => {
    const planned = await plan.planned(edits);
    console.log(doings(planned), moved(planned));
    expect(judgePlan(planned, "deploy", NOTHING)).toEqual([]);
    expect(moved(planned).filter((one) => move.test(one))).toHaveLength(1);
    expect(doings(planned)).toEqual([update]);
    await plan.apply();
    expect(hasChanges(await plan.planned([]))).toBe(false);
  });
});
