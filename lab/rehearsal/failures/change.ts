import { type Check, same } from "../checks/check";
import type { ProjectCopy } from "../project/copy";
import type { ApplyOptions } from "../terraform/terraform";
import { changingOnly, converges, listed, planned } from "./case";
import { underLoad } from "./load";
import type { Testbed } from "./testbed";

/** A change of the plan or of the product, and what has to come of it. */
export interface Change {
  readonly edit: (project: ProjectCopy) => void;
  /** What Terraform has to mean to do. */
  readonly plan: readonly string[];
  /** Of the plan, and of the apply that follows it. */
  readonly options?: ApplyOptions;
  /** What it makes for a node that comes: not counted one by one. @default nothing */
  readonly created?: RegExp;
  /** What may become of the nodes that stand, e.g. `EU6::master-sql has another mysqld process`. @default nothing */
  readonly nodes?: readonly string[];
  /** Who has to have all rows in the end. @default the replica */
  readonly replicas?: readonly string[];
}

/** Applies an edited plan under load, and holds what Terraform planned and what became of the nodes against it. */
export async function changed(
  testbed: Testbed,
  { edit, plan, options = {}, created, nodes = [], replicas }: Change,
): Promise<Check[]> {
  await testbed.edit(edit);
  const found = (await planned(testbed, options)).filter((change) => !created?.test(change));
  const checks = [same(22, "Terraform's plan", listed([...plan].sort(), "no changes"), listed(found, "no changes"))];
  const work = async (): Promise<void> => {
    checks.push(
      await changingOnly(testbed, nodes, async () => void (await testbed.rehearsal.apply(() => {}, options))),
    );
  };
  checks.push(...(await underLoad(testbed, work, replicas)));
  return [...checks, ...(await converges(testbed))];
}
