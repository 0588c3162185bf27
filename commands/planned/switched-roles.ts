import { type Guarded, guardedAfter, type Sources, sourcesAfter, sourcesBefore } from "./guarded";
import type { Refusal } from "./refusal";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { ALL_MEMBERS, mayHoldData } from "./whole-replications";

type Role = "source" | "replica";

/** A member that changes its role, within its replication or by moving to another one. */
interface Switch {
  readonly member: Guarded[string];
  /** Names of its replication before and after. */
  readonly from: string;
  readonly to: string;
  readonly was: Role;
  readonly becomes: Role;
}

/**
 * Replications whose source a plan changes while their members hold data, one refusal for each. The step `role` refuses
 * that as well, but by then Terraform has begun.
 * @param allowed names of replications for which the operator wants this
 */
export function switchedRoles(plan: TerraformPlan, before: Guarded, allowed: ReadonlySet<string>): Refusal[] {
  const known = knownResources(plan);
  const sources = { before: sourcesBefore(plan), after: sourcesAfter(plan) };
  const switches = Object.entries(before).flatMap(([address, member]) => {
    const change = changeOf(plan, address);
    // a renamed node is the same one, with its new id
    const next = guardedAfter(plan)[change?.address ?? address];
    const one = switchOf(member, next, sources);
    return one === undefined || allowed.has(one.from) || isLost(change) || !mayHoldData(known, address, member)
      ? []
      : [one];
  });
  const groups = new Set(switches.flatMap(({ from, to }) => (from === to ? [from] : [])));
  return [
    ...[...groups].map((group) => otherSource(group, sources.before[group], sources.after[group])),
    ...switches.filter(({ from, to }) => from !== to).map(otherGroup),
  ];
}

function switchOf(
  member: Guarded[string],
  next: Guarded[string] | undefined,
  sources: { readonly before: Sources; readonly after: Sources },
): Switch | undefined {
  const [from, to] = [member.replication, next?.replication];
  if (from === undefined || to === undefined || next === undefined) {
    return undefined;
  }
  const was = sources.before[from] === member.node ? "source" : "replica";
  const becomes = sources.after[to] === next.node ? "source" : "replica";
  return was === becomes ? undefined : { member, from, to, was, becomes };
}

function otherSource(group: string, was = "none", becomes = "none"): Refusal {
  return {
    of: `replication ${group}`,
    harm: `its source would change from ${was} to ${becomes}: a plan does not do that yet, and the step \`role\` would refuse it`,
    remedies: [
      `put the line back: \`source: ${was}\` of ${group}`,
      `or, where somebody has given the servers these roles by hand already, as docs/mysql.md#roles says: npm run deploy -- --${ALL_MEMBERS} ${group}`,
    ],
  };
}

function otherGroup({ member, from, to, was, becomes }: Switch): Refusal {
  return {
    of: member.node,
    harm: `the plan makes it the ${becomes} in ${to}, and it is the ${was} in ${from}, with data: the step \`role\` would refuse it`,
    remedies: [
      `leave it a member of ${from}`,
      `or, where somebody has given it this role by hand already, as docs/mysql.md#roles says: npm run deploy -- --${ALL_MEMBERS} ${from}`,
    ],
  };
}
