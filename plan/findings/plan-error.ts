import { type Diagnostic, positionText } from "./diagnostic";

/** A plan that cannot be used, with all its errors. The message is a report for people. */
export class PlanError extends Error {
  public constructor(public readonly diagnostics: readonly Diagnostic[]) {
    super(report(diagnostics));
    this.name = "PlanError";
  }
}

/** One diagnostic as lines: place, severity and message, and the hints below the message. */
export function formatDiagnostic({ severity, at, message, hints }: Diagnostic): string {
  const place = positionText(at);
  const indent = " ".repeat(`${place}  ${severity}  `.length);
  return [`${place}  ${severity}  ${message}`, ...hints.map((hint) => indent + hint)].join("\n");
}

/** The errors line by line, and their number. Warnings are reported only when the plan can be used. */
function report(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const total = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  return [...errors.map(formatDiagnostic), `${total}, nothing written`].join("\n");
}
