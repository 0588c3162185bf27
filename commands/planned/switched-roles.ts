import { type Guarded, guardedAfter } from "./guarded";
import type { Refusal } from "./refusal";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { ALL_MEMBERS, mayHoldData } from "./whole-replications";

type Role = "source" | "replica";

/** A member that stays in its replication or goes to another one, and changes its role. */
interface Switch {
  readonly address: string;
  readonly member: Guarded[string];
  /** Id of the source of its replication before. */
  readonly replication: string;
  readonly was: Role;
  readonly becomes: Role;
}

const PUT_BACK = "put the roles in the plan back as they were";

/**
 * Members that hold data and whose role a plan switches. The nodes themselves refuse that, but by then Terraform has
 * taken away what the replication lives on, its firewall rules among them.
 * @param allowed ids of replications that this is wanted of
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

/** Whether Terraform, by its own words, finds a cycle among steps that it would replace, and makes no plan at all. */
export function speaksOfCycle(said: string): boolean {
  return /\bCycle: .*null_resource\.\S*_configure\b/s.test(said);
}

/**
 * Members that change places, so that the order of their steps is turned round: Terraform's cycle comes from that.
 * @param after what the stack as it is synthesized would note
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
    // a node that is renamed is the same one, by its new id
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
