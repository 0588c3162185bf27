import { type Guarded, guardedAfter } from "./guarded";
import type { Refusal } from "./refusal";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { ALL_MEMBERS, mayHoldData } from "./whole-replications";

type Role = "source" | "replica";

/** A member that stays in its replication or goes to another one, and changes its role. */
interface Switch {
  /** Id of the node. */
  readonly node: string;
  readonly was: Role;
  readonly becomes: Role;
  /** Id of the source of its replication before. */
  readonly replication: string;
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
  return switches.flatMap(([address, member, one]) => {
    if (allowed.has(one.replication) || isLost(changeOf(plan, address)) || !mayHoldData(known, address, member))
      return [];
    return refusalOf(one, "the node would refuse it, and replication would lose its firewall rules meanwhile", [
      PUT_BACK,
      `or, where somebody has given the servers these roles by hand already, as the node's own refusal says how: npm run deploy -- --${ALL_MEMBERS} ${one.replication}`,
    ]);
  });
}

/**
 * Members that change places, so that the order of their steps is turned round: Terraform then finds a cycle among the
 * steps that it would replace, and makes no plan at all.
 * @param said Terraform's words
 * @param after what the stack as it is synthesized would note
 */
export function changedPlaces(said: string, before: Guarded, after: Guarded): Refusal[] {
  if (!/\bCycle: .*null_resource\.\S*_configure\b/s.test(said)) return [];
  return switchesOf(before, after).flatMap(([, , one]) =>
    refusalOf(one, "and Terraform finds no order in which the steps of both could be replaced", [
      PUT_BACK,
      `or, where somebody has given the servers these roles by hand already, take the source of before out of the plan, npm run deploy -- --${ALL_MEMBERS} ${one.replication}, and add a replica then; docs/mysql.md#roles says what becomes of its data`,
    ]),
  );
}

function switchesOf(
  before: Guarded,
  after: Guarded,
  addressAfter = (address: string): string => address,
): [address: string, member: Guarded[string], one: Switch][] {
  return Object.entries(before).flatMap(([address, member]) => {
    const next = after[addressAfter(address)];
    if (member.replication === undefined || next?.replication === undefined) return [];
    const was = roleOf(member);
    // a node that is renamed is the same one, by its new id
    const becomes = roleOf(next);
    return was === becomes
      ? []
      : [[address, member, { node: member.node, was, becomes, replication: member.replication }]];
  });
}

function roleOf({ node, replication }: Guarded[string]): Role {
  return replication === node ? "source" : "replica";
}

function refusalOf({ node, was, becomes, replication }: Switch, why: string, remedies: Refusal["remedies"]): Refusal {
  return {
    of: node,
    harm: `the plan makes it a ${becomes}, and it is the ${was} of the replication from ${replication}: a plan does not switch roles, ${why}`,
    remedies,
  };
}
