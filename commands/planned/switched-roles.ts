import { type Guarded, guardedAfter } from "./guarded";
import type { Refusal } from "./refusal";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { ALL_MEMBERS, mayHoldData } from "./whole-replications";

/**
 * Members that hold data and whose role a plan switches. The nodes themselves refuse that, but by then Terraform has
 * taken away what the replication lives on, its firewall rules among them.
 * @param allowed ids of replications that this is wanted of
 */
export function switchedRoles(plan: TerraformPlan, before: Guarded, allowed: ReadonlySet<string>): Refusal[] {
  const known = knownResources(plan);
  const after = guardedAfter(plan);
  return Object.entries(before).flatMap(([address, member]) => {
    const { node, replication } = member;
    const change = changeOf(plan, address);
    const next = after[change?.address ?? address]?.replication;
    if (replication === undefined || next === undefined || allowed.has(replication)) return [];
    if (isLost(change) || !mayHoldData(known, address, member)) return [];
    // a node that is renamed is the same one, by its new id
    const id = after[change?.address ?? address]?.node;
    const was = replication === node ? "source" : "replica";
    const becomes = next === id ? "source" : "replica";
    if (was === becomes) return [];
    return [
      {
        of: node,
        harm: `the plan makes it a ${becomes}, and it is the ${was} of the replication from ${replication}: a plan does not switch roles, the node would refuse it, and replication would lose its firewall rules meanwhile`,
        remedies: [
          "put the roles in the plan back as they were",
          `or, where somebody has given the servers these roles by hand already, as the node's own refusal says how: npm run deploy -- --${ALL_MEMBERS} ${replication}`,
        ],
      },
    ];
  });
}
