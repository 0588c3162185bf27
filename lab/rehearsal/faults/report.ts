import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../../plan/plan";
import { duration, table } from "../report/markdown";
import type { Tried } from "./bench";
import { FAULT_NAMES } from "./fault";
import { fits } from "./outcome";
import type { OperationRow } from "./pair";

/** Whether the outcome is as in the table, nothing is left, and every advice worked. */
export function asExpected({ pair, seen, problems }: Tried): boolean {
  return fits(seen, pair.expected) && problems.length === 0;
}

/** The table of outcomes as Markdown: a row for each operation, a column for each fault. */
export function outcomeTable(rows: readonly Pick<OperationRow, "operation" | "outcomes">[]): string {
  return table(
    ["operation", ...FAULT_NAMES],
    rows.map(({ operation, outcomes }) => [operation, ...FAULT_NAMES.map((fault) => outcomes[fault] ?? "")]),
  );
}

export interface FaultFacts {
  readonly plan: Plan;
  /** The providers that were used, in words. */
  readonly providers: string | undefined;
  readonly tried: readonly Tried[];
  /** Operations that the plan calls and the table does not contain. */
  readonly strange: readonly string[];
  /** Failures other than unexpected outcomes. */
  readonly failures: readonly string[];
}

/** Writes the results; returns the file. */
export function writeFaultReport(folder: string, { plan, providers, tried, strange, failures }: FaultFacts): string {
  const wrong = tried.filter((one) => !asExpected(one));
  const seen = [...new Set(tried.map(({ pair }) => pair.operation))].map((operation) => ({
    operation,
    outcomes: Object.fromEntries(
      tried.filter(({ pair }) => pair.operation === operation).map(({ pair, seen }) => [pair.fault, seen]),
    ),
  }));
  const text = [
    `# Faults in a deployment of ${plan.file}`,
    `${tried.length - wrong.length} of ${tried.length} pairs of operation and fault ended as expected.`,
    `Providers: ${providers ?? "none yet"}.`,
    ...(strange.length > 0 ? [`Called, and not in the table: ${strange.join(", ")}.`] : []),
    ...failures.map((failure) => `\`\`\`\n${failure}\n\`\`\``),
    "## Seen",
    outcomeTable(seen as OperationRow[]),
    "## Each pair",
    table(
      ["operation", "fault", "met when", "expected", "seen", "what Terraform said", "time", ""],
      tried.map((one) => [
        one.pair.operation,
        one.pair.fault,
        one.pair.stage,
        one.pair.expected,
        [...(one.seen === one.pair.expected ? ["the same"] : [one.seen]), ...one.problems].join("; "),
        one.said,
        duration(one.milliseconds),
        asExpected(one) ? "✔" : "✘",
      ]),
    ),
  ].join("\n\n");
  const file = join(folder, "report.md");
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return file;
}
