import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allNodesOf } from "../../../plan/nodes";
import type { Plan } from "../../../plan/plan";

interface Block {
  lifecycle?: { prevent_destroy?: boolean } | { prevent_destroy?: boolean }[];
}

/** A line about the nodes and networks that `destroy: never` keeps, printed before the rehearsal begins; empty if there are none. */
export function protectionNote(plan: Pick<Plan, "locations">): string[] {
  const networks = plan.locations.flatMap((location) => location.networks);
  const kept = [...allNodesOf(plan), ...networks].filter((one) => one.protected);
  if (kept.length === 0) {
    return [];
  }
  const names = kept.map(({ id }) => id).join(", ");
  return [
    `\`destroy: never\` keeps ${names}: the rehearsal deploys it so, and lifts it in its own copy before it destroys`,
  ];
}

/**
 * Removes Terraform's protection (`prevent_destroy`) from the rehearsal's own synthesized configuration: what it
 * protects exists only in the simulated cloud, and a rehearsal must end with nothing left.
 * @param stack folder of the stack
 * @param file name of its configuration
 */
export function liftProtection(stack: string, file: string): void {
  const path = join(stack, file);
  const configuration: { resource?: Record<string, Record<string, Block>> } = JSON.parse(readFileSync(path, "utf8"));
  let lifted = false;
  for (const { lifecycle } of Object.values(configuration.resource ?? {}).flatMap(Object.values) as Block[]) {
    for (const block of [lifecycle ?? []].flat()) {
      lifted ||= block.prevent_destroy === true;
      delete block.prevent_destroy;
    }
  }
  // a configuration without protection stays byte for byte the same
  if (lifted) {
    writeFileSync(path, `${JSON.stringify(configuration, null, 2)}\n`, { mode: 0o600 });
  }
}
