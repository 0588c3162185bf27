import { appendFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Cancellation } from "../../host/cancellation";
import { Failure } from "../../host/failure";
import { runProgram } from "../../host/program";

/** The fields of `npm run orphans -- --json` that a rehearsal uses. */
export interface Orphan {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly adopt?: { readonly file: string; readonly block: string };
  readonly delete?: string;
}

export interface OrphansOptions {
  /** The project's folder. */
  readonly root: string;
  /** Path of the plan, relative to the root. */
  readonly plan: string;
  /** Environment of the command: the stack's output folder, endpoints and credentials. */
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
}

/** Runs the product's own command, as an operator would, to find resources unknown to Terraform. */
export async function askForOrphans({ root, plan, environment, cancellation }: OrphansOptions): Promise<Orphan[]> {
  const { code, stdout, stderr } = await runProgram(join(root, "plumbline"), ["orphans", "--json", "--plan", plan], {
    folder: root,
    environment,
    cancellation,
  });
  const orphans = read(stdout);
  if (orphans === undefined || code !== (orphans.length > 0 ? 1 : 0)) {
    throw new Failure(`npm run orphans ends with ${code}`, `${stdout}\n${stderr}`.trim().split("\n"));
  }
  return orphans;
}

/** Undefined: not an answer. Silence does not mean that nothing was found. */
function read(text: string): Orphan[] | undefined {
  try {
    return JSON.parse(text).orphans;
  } catch {
    return undefined;
  }
}

/** Which advice is followed: when deploying, adopt what can be adopted; when destroying, delete. */
export function adviceOf({ adopt }: Orphan, run: "apply" | "destroy"): "import" | "delete" {
  return adopt !== undefined && run === "apply" ? "import" : "delete";
}

/** Follows the command's advice to the letter. */
export async function followAdvice(
  orphan: Orphan,
  run: "apply" | "destroy",
  { root, environment, cancellation }: OrphansOptions,
): Promise<void> {
  if (orphan.adopt !== undefined && adviceOf(orphan, run) === "import") {
    appendFileSync(resolve(root, orphan.adopt.file), orphan.adopt.block);
    return;
  }
  if (orphan.delete === undefined) {
    throw new Failure(`npm run orphans has no advice for the ${orphan.kind} ${orphan.name}`);
  }
  const { code, stdout, stderr } = await runProgram("sh", ["-c", `${orphan.delete} --auto-approve`], {
    folder: root,
    environment,
    cancellation,
  });
  if (code !== 0) {
    throw new Failure(`${orphan.delete} ends with ${code}`, `${stdout}\n${stderr}`.trim().split("\n"));
  }
}

/** The last part of the advice: remove `import` blocks after they have done their work. */
export function removeAdoptions(orphans: readonly Orphan[], root: string): void {
  for (const { adopt } of orphans) {
    if (adopt !== undefined) {
      rmSync(resolve(root, adopt.file), { force: true });
    }
  }
}
