import { formatDiagnostic, PlanError } from "../plan/findings/plan-error";
import type { Plan } from "../plan/plan";
import { Refusal } from "../platform/refusal";
import { withoutTokenTraces } from "./quick-tokens";

/**
 * Uses a plan, and tells the person at the terminal what is odd about it, or why nothing was written: without a stack
 * trace, which would be about our code and not about the plan. The exit code is 1 if the plan has an error.
 */
export function withPlan(read: () => Plan, use: (plan: Plan) => void): void {
  try {
    const plan = read();
    for (const warning of plan.warnings) {
      console.error(formatDiagnostic(warning));
    }
    withoutTokenTraces(() => use(plan));
  } catch (error) {
    if (!(error instanceof PlanError || error instanceof Refusal)) {
      throw error;
    }
    console.error(error.message);
    process.exitCode = 1;
  }
}
