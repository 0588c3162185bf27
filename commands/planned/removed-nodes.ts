import * as v from "valibot";
import type { TerraformPlan } from "./terraform-plan";

const removed = v.record(v.string(), v.object({ destroy: v.boolean(), because: v.string() }));

/** Nodes that the plan let go, by id: whether they are destroyed, and why. */
export type RemovedNodes = v.InferOutput<typeof removed>;

/** What a plan says of nodes that it has no more, from its output `removed`. */
export function removedNodes({ output_changes }: TerraformPlan): RemovedNodes {
  const { success, output } = v.safeParse(removed, output_changes?.removed?.after);
  return success ? output : {};
}
