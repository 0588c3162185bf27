import { Failure } from "../../host/failure";
import type { Check } from "../checks/check";
import type { Rehearsal } from "../rehearsal";

/** The fields of `npm run verify -- --json` that are used here. */
interface Answer {
  readonly checks?: readonly (Omit<Check, "what"> & { readonly node: string; readonly what: string })[];
}

/**
 * Runs `npm run verify` on the rehearsed stack. Returns its checks, each with the node's id before its subject.
 * @throws Failure if it gives no answer
 */
export async function runVerify(rehearsal: Rehearsal): Promise<Check[]> {
  const { code, stdout, stderr } = await rehearsal.command("verify", ["--json"]);
  const checks = read(stdout)?.checks;
  if (checks === undefined) {
    throw new Failure(`npm run verify ended without an answer (exit code ${code})`, stderr.trim().split("\n"));
  }
  return checks.map(({ requirement, node, what, expected, found, holds }) => ({
    ...{ requirement, expected, found, holds },
    what: `${node} ${what}`,
  }));
}

function read(text: string): Answer | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
