// @module-tag tools
// @module-tag needs/terraform
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Guarded } from "../../../commands/planned/guarded";
import { linesOf } from "../../../commands/planned/refusal";
import { changedPlaces, speaksOfCycle } from "../../../commands/planned/switched-roles";

const MASTER = "ddcloud_server.EU6_master_sql";
const SLAVE = "ddcloud_server.NA9_slave_sql";

/** The two members, replicating from one of them. */
function replicating(source: string): Guarded {
  const member = (node: string) => ({ node, protected: false, replication: source, contextualised: true });
  return { [MASTER]: member("EU6::master-sql"), [SLAVE]: member("NA9::slave-sql") };
}

/** What the real Terraform says of steps, one after the other, whose order is turned round. */
describe("Terraform, when two steps change places", () => {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-places-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** `terraform_data` stands for the steps' type: it comes with Terraform, and is planned the same way. */
  function said(first: string, second: string, trigger: string, status: number, ...words: string[]): string {
    const step = (more: object) => ({ triggers_replace: trigger, ...more });
    const resource = {
      terraform_data: {
        [`${first}_configure`]: step({}),
        [`${second}_configure`]: step({ depends_on: [`terraform_data.${first}_configure`] }),
      },
    };
    writeFileSync(join(folder, "stack.tf.json"), JSON.stringify({ resource }));
    const outcome = spawnSync("terraform", words, { cwd: folder, encoding: "utf8" });
    expect(outcome.status, outcome.stderr).toBe(status);
    return outcome.stderr.replaceAll("terraform_data", "null_resource");
  }

  it("speaks of a cycle, which is told as the roles that are switched", () => {
    said("EU6_master_sql", "NA9_slave_sql", "one", 0, "init");
    said("EU6_master_sql", "NA9_slave_sql", "one", 0, "apply", "-auto-approve");
    const cycle = said("NA9_slave_sql", "EU6_master_sql", "two", 1, "plan", "-no-color");
    expect(speaksOfCycle(cycle)).toBe(true);
    const refusals = changedPlaces(replicating("EU6::master-sql"), replicating("NA9::slave-sql"));
    expect(refusals.flatMap(linesOf).filter((line) => !line.startsWith("  to do"))).toEqual([
      "EU6::master-sql: the plan makes it a replica, and it is the source of the replication from EU6::master-sql: a plan does not switch roles, and Terraform finds no order in which the steps of both could be replaced",
      "NA9::slave-sql: the plan makes it a source, and it is the replica of the replication from EU6::master-sql: a plan does not switch roles, and Terraform finds no order in which the steps of both could be replaced",
    ]);
    // where no role is another one, the words stay Terraform's
    expect(changedPlaces(replicating("EU6::master-sql"), replicating("EU6::master-sql"))).toEqual([]);
  });

  it("is not meant by other errors", () => {
    const failure = "Error: Unsupported attribute\n  on cdk.tf.json, in resource.null_resource.NA9_slave_sql_configure";
    expect(speaksOfCycle(failure)).toBe(false);
  });
});
