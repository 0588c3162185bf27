import type { Refusal } from "./refusal";
import { isUpdate, type TerraformPlan } from "./terraform-plan";

/**
 * Refuses listeners of the load balancer that would no longer send a client back to its member: the provider looks for a
 * profile without a name then, and fails in the middle of the deployment.
 */
export function lostPersistence(plan: TerraformPlan): Refusal[] {
  return (plan.resource_changes ?? []).flatMap((change) => {
    const { type, address, change: planned } = change;
    const [before, after] = [planned.before?.persistence_profile, planned.after?.persistence_profile];
    if (type !== "ddcloud_virtual_listener" || !isUpdate(change) || !before || after) {
      return [];
    }
    return [
      {
        of: address,
        harm: `its persistence profile ${before} would be taken away: the provider cannot do that, and fails`,
        remedies: [
          "leave `algorithm: persistent_ip` as it is",
          "or take the balancer out of the plan, deploy, put it back with the other algorithm, and deploy again: it is made anew, perhaps at another address",
        ],
      },
    ];
  });
}
