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
    /** Whether steps bring data to it; without them, nobody knows what data it has. */
    contextualised: v.boolean(),
  }),
);

/** What a deployment records for the next one: the servers to protect, by Terraform's address. */
export type Guarded = v.InferOutput<typeof guarded>;

/**
 * What the last deployment recorded in its output `guarded`. From the state, not from the configuration: an edit may
 * have removed it from the configuration together with Terraform's `prevent_destroy`.
 */
export function guardedBefore({ output_changes }: TerraformPlan): Guarded {
  return readGuarded(output_changes?.guarded?.before);
}

/** What this deployment will record; if the plan does not change it, what the last one did. */
export function guardedAfter({ output_changes }: TerraformPlan): Guarded {
  return readGuarded(output_changes?.guarded?.after);
}

/** Outputs by name, in the form of a state or a synthesized stack. */
export function guardedOf(outputs: unknown): Guarded {
  return readGuarded((outputs as { readonly guarded?: { readonly value: unknown } } | undefined)?.guarded?.value);
}

/** The output's value in a plan; empty if there is none. */
function readGuarded(value: unknown): Guarded {
  const { success, output } = v.safeParse(guarded, value);
  return success ? output : {};
}
