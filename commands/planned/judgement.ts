import { stripped } from "./forgotten-servers";
import { type Guarded, guardedAfter, guardedBefore } from "./guarded";
import { lostData } from "./lost-data";
import { lostPersistence } from "./lost-persistence";
import { networkCards } from "./network-cards";
import { passedOverArguments } from "./passed-over-arguments";
import { lostProtectedServers } from "./protected-servers";
import type { Refusal } from "./refusal";
import { smallerDisks } from "./smaller-disks";
import { switchedRoles } from "./switched-roles";
import { takenAddresses } from "./taken-addresses";
import { takenRuleNames } from "./taken-rule-names";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";
import { wholeReplications } from "./whole-replications";

/** The purpose of an apply: `destroy` may delete everything that is not protected. */
export type Purpose = "deploy" | "destroy";

/**
 * Judges a Terraform plan before it is applied.
 * @param allowed names of replications whose members may all change at once
 * @param before what the last deployment recorded, if the plan does not contain it: a destroy plan evaluates its
 * outputs anew
 * @returns all reasons against the plan; empty: none
 */
export function judgePlan(
  plan: TerraformPlan,
  purpose: Purpose,
  allowed: ReadonlySet<string>,
  before: Guarded = guardedBefore(plan),
): Refusal[] {
  const lost = lostProtectedServers(plan, before);
  if (purpose === "destroy") {
    return lost;
  }
  const after = guardedAfter(plan);
  const named = (change: ResourceChange) => nodeOf(change, before, after);
  return [
    ...lost,
    ...lostData(plan, before, allowed),
    ...stripped(plan, before),
    ...smallerDisks(plan, named),
    ...networkCards(plan, named),
    ...passedOverArguments(plan),
    ...lostPersistence(plan),
    ...takenAddresses(plan, named),
    ...takenRuleNames(plan),
    ...wholeReplications(plan, before, allowed),
    ...switchedRoles(plan, before, allowed),
  ];
}

/** Id of a server's node; a new node is only in what this deployment will record. */
function nodeOf({ address, previous_address }: ResourceChange, before: Guarded, after: Guarded): string {
  return before[previous_address ?? address]?.node ?? after[address]?.node ?? address;
}
