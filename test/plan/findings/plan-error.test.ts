// @module-tag unit
import { describe, expect, it } from "vitest";
import { formatDiagnostic, PlanError } from "../../../plan/findings/plan-error";

const error = {
  severity: "error",
  at: { file: "fittings.yaml", line: 41, column: 29 },
  message: 'unknown location "EU66" in `from`',
  hints: ["locations of this plan: EU6, NA9. Did you mean EU6?"],
} as const;
const warning = { ...error, severity: "warning", message: "odd", hints: [] } as const;

describe("the report on a plan", () => {
  it("names place, severity and message, hints below the message, and the number of errors", () => {
    expect(new PlanError([error, { ...error, at: { ...error.at, line: 52 }, hints: [] }]).message).toBe(`\
fittings.yaml:41:29  error  unknown location "EU66" in \`from\`
                            locations of this plan: EU6, NA9. Did you mean EU6?
fittings.yaml:52:29  error  unknown location "EU66" in \`from\`
2 errors, nothing written`);
  });

  it("leaves warnings for a plan that can be used, and keeps them at hand", () => {
    const report = new PlanError([warning, error]);
    expect(report.message).not.toContain("odd");
    expect(report.message).toMatch(/^1 error, nothing written$/m);
    expect(report.diagnostics).toHaveLength(2);
  });

  it("shows a warning in the same manner", () => {
    expect(formatDiagnostic(warning)).toBe("fittings.yaml:41:29  warning  odd");
  });
});
