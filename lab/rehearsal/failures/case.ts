import { Failure } from "../../host/failure";
import { type Check, same } from "../checks/check";
import { differences, type NodeState, nodeStates } from "../proof/node-state";
import { runVerify } from "../proof/verify";
import type { ApplyOptions } from "../terraform/terraform";
import type { Testbed } from "./testbed";

/** An accident and its expected consequence. */
export interface Case {
  /** Its name on the command line, e.g. `rule-3306`. */
  readonly name: string;
  /** What happens, as a line of the result table. */
  readonly what: string;
  /** The expected consequence. */
  readonly expected: string;
  /** The starting point: the saved pair, or an empty cloud. */
  readonly from: "the pair" | "an empty cloud";
  /** Runs the case and returns what was seen. */
  run(testbed: Testbed, say: (line: string) => void): Promise<readonly Check[]>;
}

/** The result of a case. */
export interface Tried {
  readonly tried: Case;
  readonly checks: readonly Check[];
  /** Milliseconds. */
  readonly durationMs: number;
}

/** The pair of the default plan. */
export const SOURCE = "EU6::master-sql";
export const REPLICA = "NA9::slave-sql";

/** A step's resource, e.g. `null_resource.NA9_slave_sql_link`. */
export function stepOf(node: string, step: string): string {
  return `null_resource.${node.replace(/[^A-Za-z0-9]+/g, "_")}_${step}`;
}

/** `-replace` arguments for `terraform apply`, so that steps run again regardless of the platform's state. */
export function again(...resources: readonly string[]): ApplyOptions {
  return { more: ["-refresh=false", ...resources.map((resource) => `-replace=${resource}`)] };
}

/** Runs an apply that is expected to fail and returns its error. Undefined: it succeeded. */
export async function failingApply(testbed: Testbed, options: ApplyOptions): Promise<string | undefined> {
  const said: string[] = [];
  try {
    await testbed.rehearsal.apply((line) => said.push(line), options);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    return [...said, ...error.hints].join("\n");
  }
}

/** A check that an apply failed with this message. */
export function fails(what: string, said: string | undefined, words: RegExp): Check {
  const found = said === undefined ? "no failure" : (words.exec(said)?.[0] ?? said.split("\n").slice(-8).join(" / "));
  const expected = `a failure that says ${words.source}`;
  return { requirement: 22, what, expected, found, holds: words.test(said ?? "") };
}

/** An apply that must converge: afterwards a plan is empty and `npm run verify` finds nothing wrong. */
export async function converges(testbed: Testbed, options: ApplyOptions = {}): Promise<Check[]> {
  await testbed.rehearsal.apply(() => {}, options);
  await testbed.closeLogins();
  return [await plansNothing(testbed), await verified(testbed)];
}

async function plansNothing(testbed: Testbed): Promise<Check> {
  return same(22, "the plan after it", "no changes", listed(await planned(testbed), "no changes"));
}

/** Terraform's planned actions, sorted, e.g. `update ddcloud_server.EU6_master_sql`. */
export async function planned(testbed: Testbed, options: Pick<ApplyOptions, "more"> = {}): Promise<string[]> {
  const changes = await testbed.rehearsal.changes(options);
  return changes.map(({ action, address }) => `${action} ${address}`).sort();
}

export function listed(items: readonly string[], none: string): string {
  return items.length === 0 ? none : items.join(", ");
}

/** `npm run verify` as one check. */
export async function verified(testbed: Testbed): Promise<Check> {
  const failing = (await runVerify(testbed.rehearsal)).filter(({ holds }) => !holds);
  const found = failing.map(({ what, expected, found }) => `${what}: ${found} (expected ${expected})`);
  return same(22, "npm run verify", "all checks hold", listed(found, "all checks hold"));
}

/**
 * Runs an action and checks that nothing else changed on the existing nodes.
 * @param expected e.g. `NA9::slave-sql has another mysqld process`
 */
export async function changingOnly(
  testbed: Testbed,
  expected: readonly string[],
  work: () => Promise<void>,
): Promise<Check> {
  const before: ReadonlyMap<string, NodeState> = await nodeStates(await testbed.logins());
  await work();
  await testbed.closeLogins();
  const changed = differences(before, await nodeStates(await testbed.logins()));
  return same(22, "what else became of the nodes", listed(expected, "nothing"), listed(changed, "nothing"));
}
