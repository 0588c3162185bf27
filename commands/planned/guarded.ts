import * as v from "valibot";
import type { TerraformPlan } from "./terraform-plan";

const guarded = v.record(
  v.string(),
  v.object({
    /** Id of the node. */
    node: v.string(),
    /** Whether the plan says `destroy: never`. */
    protected: v.boolean(),
    /** Id of the source of the replication that the node is a member of. */
    replication: v.optional(v.string()),
    /** Whether steps bring the data to it; where there are none, nobody knows what is on it. */
    contextualised: v.boolean(),
  }),
);

/** What a deployment notes for the one after it: the servers that are kept from harm, by Terraform's address. */
export type Guarded = v.InferOutput<typeof guarded>;

/**
 * What the last deployment noted in its output `guarded`. From the state, not from the configuration: what an edit takes
 * away is no longer in the configuration, and neither is Terraform's `prevent_destroy`.
 */
export function guardedBefore({ output_changes }: TerraformPlan): Guarded {
  return readGuarded(output_changes?.guarded?.before);
}

/** What this deployment will note; where the plan does not change it, what the last one did. */
export function guardedAfter({ output_changes }: TerraformPlan): Guarded {
  return readGuarded(output_changes?.guarded?.after);
}

/** What outputs hold, as a state or a synthesized stack has them by name. */
export function guardedOf(outputs: unknown): Guarded {
  return readGuarded((outputs as { readonly guarded?: { readonly value: unknown } } | undefined)?.guarded?.value);
}

/** The value of the output, as a plan has it; nothing where there is none. */
function readGuarded(value: unknown): Guarded {
  const { success, output } = v.safeParse(guarded, value);
  return success ? output : {};
}
