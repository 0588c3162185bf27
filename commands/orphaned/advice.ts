import { join } from "node:path";
import { isAdoptable, type Orphan } from "./search";
import type { KnownResources } from "./state";

/** File in the stack's folder for `import` blocks. */
export const ADOPTION_FILE = "orphans.tf";

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
  readonly adopt?: { readonly file: string; readonly block: string };
  /** Why it cannot be adopted. */
  readonly reason?: string;
  /** The command that deletes it; undefined while the platform works on it. */
  readonly delete?: string;
}

/** @param folder the stack's folder, as the operator writes it */
export function adviceFor(orphan: Orphan, known: KnownResources, folder: string, ask: string): Advice {
  const { kind, resource, location, address } = orphan;
  const { id, state } = resource;
  const adopts = isAdoptable(orphan, known);
  return {
    kind: kind.name,
    id,
    name: kind.label(resource),
    location: location.id,
    state,
    ...(address !== undefined && { address }),
    ...(adopts && address !== undefined
      ? { adopt: { file: join(folder, ADOPTION_FILE), block: importBlock(address, id) } }
      : { reason: reasonOf(orphan, known) }),
    ...(!isPending(orphan) && { delete: `${ask} --delete ${id}` }),
  };
}

/** Whether the platform still works on it. */
export function isPending({ resource }: Orphan): boolean {
  return String(resource.state).startsWith("PENDING_");
}

function importBlock(address: string, id: string): string {
  return `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}\n`;
}

function reasonOf(orphan: Orphan, { deployed }: KnownResources): string {
  const { kind, address, resource } = orphan;
  if (isPending(orphan)) {
    return "the platform still works on it: ask again when it has ended";
  }
  if (kind.notAdoptable !== undefined) {
    return kind.notAdoptable;
  }
  if (address === undefined) {
    return "the plan has nothing that it could be: look who made it before you delete it";
  }
  const other = deployed.get(address)?.id;
  return other !== undefined
    ? `${address} is another one in Terraform's state: ${other}`
    : `it is ${resource.state}, and an import would leave it so`;
}

/** Advice as lines for a reader. */
export function adviceLines(advice: Advice): string[] {
  const { kind, name, id, location, state, adopt, reason } = advice;
  const deletion = advice.delete === undefined ? [] : [`${adopt ? "or delete it" : "delete it"}: ${advice.delete}`];
  const adoption = adopt
    ? [
        `adopt it: write this into ${adopt.file}, npm run deploy, and remove the file afterwards`,
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
