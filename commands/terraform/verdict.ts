import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Refusal } from "../planned/refusal";

/** The result of judging a Terraform plan. The program that judges passes it to the command that started everything. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  /** What goes on at the platform without Terraform once the plan is applied, a line each. */
  readonly forgotten: readonly string[];
  /** Whether the plan would change anything. */
  readonly hasChanges: boolean;
}

const FILE = "verdict.json";

export function writeVerdict(folder: string, verdict: Verdict): void {
  writeFileSync(join(folder, FILE), JSON.stringify(verdict), { mode: 0o600 });
}

/** The verdict; undefined if Terraform was not started. */
export function readVerdict(folder: string): Verdict | undefined {
  const path = join(folder, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Verdict) : undefined;
}
