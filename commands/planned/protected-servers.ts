import type { Guarded } from "./guarded";
import { removedLines } from "./lost-data";
import type { Refusal } from "./refusal";
import { changeOf, isLost, type TerraformPlan } from "./terraform-plan";

/**
 * Servers with `destroy: never` that a plan still deletes: the node was removed from the plan, renamed, or moved to
 * another location, and Terraform's own protection was removed with its block.
 */
export function lostProtectedServers(plan: TerraformPlan, before: Guarded): Refusal[] {
  return Object.entries(before).flatMap(([address, { node, protected: isProtected }]) =>
    isProtected && isLost(changeOf(plan, address)) ? [lossOf(address, node)] : [],
  );
}

/** The message about one server. */
export function lossOf(address: string, node: string): Refusal {
  return {
    of: node,
    harm: `its server (${address}) would be deleted, and \`destroy: never\` keeps it`,
    remedies: [
      "put the node back into the plan as it was: same name, same location",
      "or, where the server may go: take `destroy: never` away from the node, deploy, and make this edit then",
      `or, where it shall go on without Terraform: take the node out of the plan, and write this into the settings\n${removedLines(node, false)}`,
    ],
  };
}

/** Addresses of what Terraform itself has refused to delete, from its messages. */
export function keptByTerraform(said: string): string[] {
  const text = said.replace(/[│╷╵]/g, " ").replace(/\s+/g, " ");
  return [...text.matchAll(/Resource (\S+) has lifecycle\.prevent_destroy set/g)].flatMap(
    ([, address]) => address ?? [],
  );
}
