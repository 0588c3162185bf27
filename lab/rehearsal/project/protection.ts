import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { allNodesOf } from "../../../plan/nodes";
import type { Plan } from "../../../plan/plan";

interface Block {
  lifecycle?: { prevent_destroy?: boolean } | { prevent_destroy?: boolean }[];
}

/** What a rehearsal says of the nodes that `destroy: never` keeps, before it begins: one line, or none. */
export function protectionNote(plan: Pick<Plan, "locations">): string[] {
  const nodes = allNodesOf(plan).filter((node) => node.protected);
  if (nodes.length === 0) {
    return [];
  }
  const names = nodes.map(({ id }) => id).join(", ");
  return [
    `\`destroy: never\` keeps ${names}: the rehearsal deploys it so, and lifts it in its own copy before it destroys`,
  ];
}

/**
 * Takes Terraform's protection (`prevent_destroy`) out of a synthesized configuration, which is a rehearsal's own: what
 * it protects is in the simulated cloud alone, and a rehearsal has to end with nothing left.
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
  // a configuration without protection stays the same to the byte
  if (lifted) {
    writeFileSync(path, `${JSON.stringify(configuration, null, 2)}\n`, { mode: 0o600 });
  }
}
