import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgePlan, type Purpose } from "../../../commands/planned/judgement";
import { linesOf } from "../../../commands/planned/refusal";
import type { TerraformPlan } from "../../../commands/planned/terraform-plan";
import type { Rehearsal } from "../../../lab/rehearsal/rehearsal";
import type { PlanFile } from "../../lab/rehearsal/plan-file";
import { beginEdits } from "../../lab/rehearsal/terraform/edited-rehearsal";

export type Edit = readonly [from: string, to: string];

export const NOTHING: ReadonlySet<string> = new Set();

/** A plan that is edited, the simulated cloud that it stands on, and the real Terraform between them. */
export class StandingPlan {
  private readonly base: string;

  private constructor(
    readonly file: PlanFile,
    readonly rehearsal: Rehearsal,
  ) {
    this.base = join(file.folder, "base.yaml");
    this.keep();
  }

  /** Synthesizes a plan and readies Terraform for it; nothing is applied yet. */
  static async begin(file: PlanFile): Promise<StandingPlan> {
    return new StandingPlan(file, await beginEdits(file));
  }

  /** The plan as it is now is what the next edits begin with. */
  keep(): void {
    writeFileSync(this.base, readFileSync(join(this.file.folder, "fittings.yaml"), "utf8"));
  }

  /** Takes back all edits since the plan was kept. */
  restore(): void {
    this.file.replaceWith(this.base);
  }

  async apply(): Promise<void> {
    await this.rehearsal.synthesize();
    await this.rehearsal.apply(() => {});
  }

  /** What Terraform would do about the plan with these edits. */
  async planned(edits: readonly Edit[], ...more: string[]): Promise<TerraformPlan> {
    for (const [from, to] of edits) {
      this.file.change(from, to);
    }
    await this.rehearsal.synthesize();
    const out = join(this.file.folder, "planned");
    await this.rehearsal.changes({ more: [`-out=${out}`, ...more] });
    const cwd = this.rehearsal.folder.stack;
    return JSON.parse(execFileSync("terraform", ["show", "-json", out], { cwd, encoding: "utf8" }));
  }

  /** What is said against it, line by line. */
  async refused(edits: readonly Edit[], purpose: Purpose = "deploy", allowed = NOTHING): Promise<string[]> {
    return judgePlan(await this.planned(edits), purpose, allowed).flatMap(linesOf);
  }

  async end(): Promise<void> {
    await this.rehearsal.end();
    this.file.remove();
  }
}
