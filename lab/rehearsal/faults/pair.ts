import type { FaultName } from "./fault";
import type { Expected } from "./outcome";
import type { Stage } from "./stage";

/** What is expected of one operation under each fault: a row of the table. */
export interface OperationRow {
  readonly operation: string;
  /** How far the deployment is when the fault is met. */
  readonly stage: Stage;
  /** Which call from there on. @default 1 */
  readonly nth?: number;
  readonly outcomes: Readonly<Partial<Record<FaultName, Expected>>>;
}

/** One operation and one fault. */
export interface Pair {
  readonly operation: string;
  readonly stage: Stage;
  readonly nth: number;
  readonly fault: FaultName;
  readonly expected: Expected;
}

/** The pairs of some rows, in their order. */
export function pairsOf(rows: readonly OperationRow[]): Pair[] {
  return rows.flatMap(({ operation, stage, nth = 1, outcomes }) =>
    Object.entries(outcomes).map(([fault, expected]) => ({
      ...{ operation, stage, nth, expected },
      fault: fault as FaultName,
    })),
  );
}
