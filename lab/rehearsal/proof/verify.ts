import { Failure } from "../../host/failure";
import type { Check } from "../checks/check";
import type { Rehearsal } from "../rehearsal";

/** The fields of `npm run verify -- --json` that are used here. */
interface Answer {
  readonly checks?: readonly (Omit<Check, "requirement"> & { readonly node: string; readonly topic: string })[];
}

/** Number of the use case's requirement that each topic of `npm run verify` proves. */
const REQUIREMENT: Readonly<Record<string, number>> = {
  disks: 8,
  firewall: 11,
  "file-system": 12,
  updates: 13,
  clock: 14,
  login: 15,
  sshd: 16,
  peers: 17,
  steps: 17,
  mysqld: 18,
  source: 19,
  replica: 20,
  data: 21,
  replication: 22,
};

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
  return checks.map(({ topic, node, what, expected, found, holds }) => {
    const requirement = REQUIREMENT[topic];
    if (requirement === undefined) {
      throw new Failure(`npm run verify has a topic that no requirement is known for: ${topic}`);
    }
    return { requirement, expected, found, holds, what: `${node} ${what}` };
  });
}

function read(text: string): Answer | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
