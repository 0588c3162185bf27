import { type Check, same } from "../check";
import { Failure } from "../failure";
import { runVerify } from "../proof/verify";
import { rowsOf, Writer } from "../proof/writer";
import type { Stand } from "./stand";

/** Something that happens to a deployed pair, and what has to come of it. */
export interface FailureCase {
  /** A few words that a command line can name, e.g. `rule-3306`. */
  readonly name: string;
  /** What happens, as a line of the result table. */
  readonly what: string;
  /** What has to come of it. */
  readonly expected: string;
  /** Does it, and gives what was seen as checks. */
  run(stand: Stand): Promise<readonly Check[]>;
}

/** The pair that is tried on: the default plan's. */
export const SOURCE = "EU6::master-sql";
export const REPLICA = "NA9::slave-sql";

/** A step's resource, e.g. `null_resource.NA9_slave_sql_link`. */
export function stepOf(node: string, step: string): string {
  return `null_resource.${node.replace(/[^A-Za-z0-9]+/g, "_")}_${step}`;
}

/** Runs a step again without a look at what the platform has. */
export function again(...resources: readonly string[]): string[] {
  return ["-refresh=false", ...resources.map((resource) => `-replace=${resource}`)];
}

/** An apply that is expected to fail: what it says. Undefined: it did not. */
export async function failingApply(stand: Stand, more: readonly string[]): Promise<string | undefined> {
  const said: string[] = [];
  try {
    await stand.rehearsal.apply((line) => said.push(line), more);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [...said, ...error.hints].join("\n");
  }
}

/** A check that an apply failed, and said so in these words. */
export function fails(what: string, said: string | undefined, words: RegExp): Check {
  const found = said === undefined ? "no failure" : (words.exec(said)?.[0] ?? said.split("\n").slice(-3).join(" / "));
  return {
    requirement: 22,
    what,
    expected: `a failure that says ${words.source}`,
    found,
    holds: words.test(said ?? ""),
  };
}

/** An apply that has to converge, and a second plan that has to be empty. */
export async function converges(stand: Stand, more: readonly string[] = []): Promise<Check[]> {
  await stand.rehearsal.apply(() => {}, more);
  const changes = await stand.rehearsal.changes();
  return [same(22, "changes of the plan after it", 0, changes.length), ...(await verified(stand))];
}

/** `npm run verify` as one check. */
export async function verified(stand: Stand): Promise<Check[]> {
  const checks = await runVerify(stand.rehearsal);
  const failing = checks.filter(({ holds }) => !holds).map(({ what, found }) => `${what}: ${found}`);
  return [same(22, "npm run verify", "all checks hold", failing.join("; ") || "all checks hold")];
}

/** Does something under a steady load of writes, and then looks for every row that was acknowledged. */
export async function underLoad(stand: Stand, work: (writer: Writer) => Promise<void>): Promise<Check[]> {
  const logins = await stand.logins();
  const writer = new Writer(logins, SOURCE);
  await writer.start();
  try {
    await work(writer);
    // it goes on after whatever happened
    await writer.more(5);
  } finally {
    await writer.stop();
  }
  const executed = await logins.sql(SOURCE, "SELECT REPLACE(@@global.gtid_executed, '\\n', '')");
  await logins.sql(REPLICA, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${executed}', 300)`);
  const [source, replica] = await Promise.all([SOURCE, REPLICA].map((id) => rowsOf(logins, id, writer.acknowledged)));
  return [
    same(22, "acknowledged rows that are lost at the source", 0, source?.missing),
    same(22, "acknowledged rows that are lost at the replica", 0, replica?.missing),
    same(
      22,
      "rows at the replica, and their checksum",
      `${source?.count}, ${source?.checksum}`,
      `${replica?.count}, ${replica?.checksum}`,
    ),
  ];
}
