import { type Check, same } from "../checks/check";
import type { ProjectCopy } from "../project/copy";
import type { ApplyOptions } from "../terraform/terraform";
import { changingOnly, converges, listed, planned } from "./case";
import { underLoad } from "./load";
import type { Testbed } from "./testbed";

/** A change of the plan or of the product, and its expected consequence. */
export interface Change {
  readonly edit: (project: ProjectCopy) => void;
  /** The actions that Terraform must plan. */
  readonly plan: readonly string[];
  /** Options of Terraform's plan and of the apply after it. */
  readonly options?: ApplyOptions;
  /** The creations for a new node, which are not listed one by one. @default none */
  readonly created?: RegExp;
  /** Allowed changes on existing nodes, e.g. `EU6::master-sql has another mysqld process`. @default none */
  readonly nodes?: readonly string[];
  /** Nodes that must have all rows in the end. @default the replica */
  readonly replicas?: readonly string[];
}

/** Applies an edited plan under load. Compares Terraform's plan and the effects on the nodes with what is expected. */
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
