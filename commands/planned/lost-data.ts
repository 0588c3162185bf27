import { type Guarded, guardedAfter } from "./guarded";
import type { Refusal } from "./refusal";
import { removedNodes } from "./removed-nodes";
import { changeOf, isLost, knownResources, type TerraformPlan } from "./terraform-plan";
import { mayHoldData } from "./whole-replications";

/**
 * Servers with data of a database that a plan deletes, and that the settings do not let go: the node was renamed, moved or
 * taken out, and nobody said that what is on it may go.
 * @param allowed ids of replications that this is wanted of
 */
export function lostData(plan: TerraformPlan, before: Guarded, allowed: ReadonlySet<string>): Refusal[] {
  const known = knownResources(plan);
  const after = guardedAfter(plan);
  const present = new Set(Object.values(after).map(({ node }) => node));
  const removed = removedNodes(plan);
  return Object.entries(before).flatMap(([address, guarded]) => {
    const { node, replication } = guarded;
    const isSaid = present.has(node) || node in removed || (replication !== undefined && allowed.has(replication));
    if (
      replication === undefined ||
      isSaid ||
      !isLost(changeOf(plan, address)) ||
      !mayHoldData(known, address, guarded)
    ) {
      return [];
    }
    return [refusalOf(node, address, newNodes(plan, after, node))];
  });
}

/** New nodes at the location of a node that is gone: it may be one of them. */
function newNodes({ resource_changes = [] }: TerraformPlan, after: Guarded, gone: string): string[] {
  return resource_changes.flatMap(({ address, change }) => {
    const node = after[address]?.node;
    const isNew = change.actions.join() === "create" && node?.split("::")[0] === gone.split("::")[0];
    return isNew && node !== undefined ? [nameOf(node)] : [];
  });
}

function refusalOf(node: string, address: string, newNames: readonly string[]): Refusal {
  const others = newNames.length > 0 ? ` (${newNames.join(", ")} ${newNames.length > 1 ? "are" : "is"} new there)` : "";
  return {
    of: node,
    harm: `its server (${address}) would be deleted with the data of its database, and the plan does not say that it may go`,
    remedies: [
      `where the node goes on under another name${others}, write this under that name\nwas: ${nameOf(node)}`,
      "or put it back into the plan: same name, same location",
      `or, where its data may go, write this into the settings\n${removedLines(node, true)}`,
      `or, where it shall go on without Terraform, this\n${removedLines(node, false)}`,
    ],
  };
}

/** What the settings of a plan say of a node that it has no more. */
export function removedLines(node: string, destroy: boolean, also: readonly string[] = []): string {
  return [
    "removed:",
    `  ${node}:`,
    `    destroy: ${destroy}`,
    "    because: WHY",
    ...(also.length > 0 ? ["    also:", ...also.map((address) => `      - ${address}`)] : []),
  ].join("\n");
}

function nameOf(node: string): string {
  return node.split("::").at(-1) ?? node;
}
