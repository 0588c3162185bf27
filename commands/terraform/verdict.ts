import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Refusal } from "../planned/refusal";

/** What came of the look at a plan of Terraform's, from the program that looks to the command that started all of it. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  /** What goes on at the platform without Terraform once the plan is applied, a line each. */
  readonly forgotten: readonly string[];
  /** Whether the plan would do anything. */
  readonly hasChanges: boolean;
}

const FILE = "verdict.json";

export function writeVerdict(folder: string, verdict: Verdict): void {
  writeFileSync(join(folder, FILE), JSON.stringify(verdict), { mode: 0o600 });
}

/** The verdict; undefined where Terraform was not asked to do anything. */
export function readVerdict(folder: string): Verdict | undefined {
  const path = join(folder, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Verdict) : undefined;
}
