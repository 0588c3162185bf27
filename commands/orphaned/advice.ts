import { join } from "node:path";
import { isPending } from "./adoption";
import type { Orphan } from "./search";

/** File in the stack's folder for `import` blocks. */
export const ADOPTION_FILE = "adopted.tf";

/** An orphan and what to do about it, as `--json` prints it. */
export interface Advice {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** Id of the location, e.g. EU6. */
  readonly location: string;
  /** As the API gives it, e.g. NORMAL. */
  readonly state: string;
  /** The resource of the synthesized configuration that it would become; undefined: the plan has none. */
  readonly address?: string;
  /** Text for a file in the stack's folder, with which the next deployment adopts it; undefined: impossible. */
  readonly adopt?: { readonly file: string; readonly block: string; readonly changes: readonly string[] };
  /** Why it cannot be adopted. */
  readonly reason?: string;
  /** The command that deletes it; undefined while the platform works on it. */
  readonly delete?: string;
}

/** @param folder the stack's folder, as the operator writes it */
export function adviceFor(orphan: Orphan, folder: string, ask: string): Advice {
  const { kind, resource, location, address, obstacle, changes } = orphan;
  const { id, state } = resource;
  return {
    kind: kind.name,
    id,
    name: kind.label(resource),
    location: location.id,
    state,
    ...(address !== undefined && { address }),
    ...(obstacle === undefined && address !== undefined
      ? { adopt: { file: join(folder, ADOPTION_FILE), block: importBlock(address, id), changes } }
      : { reason: obstacle }),
    ...(!isPending(resource) && { delete: `${ask} --delete ${id}` }),
  };
}

function importBlock(address: string, id: string): string {
  return `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`;
}

/** Whether a text is import blocks and nothing else. */
export function isImportBlocks(text: string): boolean {
  return /^(import \{\n {2}to = \w+\.\w+\n {2}id = "[^"\n]*"\n\}\n)+$/.test(text);
}

/** Advice as lines for a reader. */
export function adviceLines(advice: Advice): string[] {
  const { kind, name, id, location, state, adopt, reason } = advice;
  const deletion = advice.delete === undefined ? [] : [`${adopt ? "or delete it" : "delete it"}: ${advice.delete}`];
  const adoption = adopt
    ? [
        `adopt it: write this into ${adopt.file}, npm run deploy, and remove the file afterwards`,
        ...adopt.changes.map((change) => `that deployment changes it: ${change}`),
        ...adopt.block
          .trimEnd()
          .split("\n")
          .map((line) => `  ${line}`),
      ]
    : [`it cannot be adopted: ${reason}`];
  return [
    `${location}  ${kind} ${name} (${state}, ${id})`,
    ...[...adoption, ...deletion].map((line) => `     ${line}`),
  ];
}
