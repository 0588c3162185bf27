import { type Guarded, guardedAfter } from "./guarded";
import type { Refusal } from "./refusal";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { ALL_MEMBERS, mayHoldData } from "./whole-replications";

type Role = "source" | "replica";

/** A member that changes its role, within its replication or by moving to another one. */
interface Switch {
  readonly address: string;
  readonly member: Guarded[string];
  /** Id of the source of its previous replication. */
  readonly replication: string;
  readonly was: Role;
  readonly becomes: Role;
}

const PUT_BACK = "put the roles in the plan back as they were";

/**
 * Members with data whose role a plan switches. The nodes themselves refuse that, but by then Terraform has removed
 * what the replication needs, such as its firewall rules.
 * @param allowed ids of replications for which the operator wants this
 */
export function switchedRoles(plan: TerraformPlan, before: Guarded, allowed: ReadonlySet<string>): Refusal[] {
  const known = knownResources(plan);
  const switches = switchesOf(before, guardedAfter(plan), (address) => changeOf(plan, address)?.address ?? address);
  return switches.flatMap((one) => {
    const { address, member, replication } = one;
    if (allowed.has(replication) || isLost(changeOf(plan, address)) || !mayHoldData(known, address, member)) {
      return [];
    }
    return refusalOf(one, "the node would refuse it, and replication would lose its firewall rules meanwhile", [
      PUT_BACK,
      `or, where somebody has given the servers these roles by hand already, as the node's own refusal says how: npm run deploy -- --${ALL_MEMBERS} ${replication}`,
    ]);
  });
}

/** Whether Terraform's messages report a cycle among steps that it would replace. Then it makes no plan at all. */
export function speaksOfCycle(said: string): boolean {
  return /\bCycle: .*null_resource\.\S*_configure\b/s.test(said);
}

/**
 * Members that exchange roles, which reverses the order of their steps: that is the cause of Terraform's cycle.
 * @param after what the synthesized stack would record
 */
export function changedPlaces(before: Guarded, after: Guarded): Refusal[] {
  return switchesOf(before, after).map((one) =>
    refusalOf(one, "and Terraform finds no order in which the steps of both could be replaced", [
      PUT_BACK,
      `or, where somebody has given the servers these roles by hand already, take the source of before out of the plan, npm run deploy -- --${ALL_MEMBERS} ${one.replication}, and add a replica then; docs/mysql.md#roles says what becomes of its data`,
    ]),
  );
}

function switchesOf(before: Guarded, after: Guarded, addressAfter = (address: string): string => address): Switch[] {
  return Object.entries(before).flatMap(([address, member]) => {
    const next = after[addressAfter(address)];
    const { replication } = member;
    if (replication === undefined || next?.replication === undefined) {
      return [];
    }
    const was = roleOf(member);
    // a renamed node is the same one, with its new id
    const becomes = roleOf(next);
    return was === becomes ? [] : [{ address, member, replication, was, becomes }];
  });
}

function roleOf({ node, replication }: Guarded[string]): Role {
  return replication === node ? "source" : "replica";
}

function refusalOf({ member, was, becomes, replication }: Switch, why: string, remedies: Refusal["remedies"]): Refusal {
  return {
    of: member.node,
    harm: `the plan makes it a ${becomes}, and it is the ${was} of the replication from ${replication}: a plan does not switch roles, ${why}`,
    remedies,
  };
}
