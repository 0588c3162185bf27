import type { FaultName } from "./fault";
import type { Expected } from "./outcome";
import type { Stage } from "./stage";

/** A row of the table: the expected outcomes of one operation under each fault. */
export interface OperationRow {
  readonly operation: string;
  /** The stage of the deployment at which the fault happens. */
  readonly stage: Stage;
  /** Which call after that stage. @default 1 */
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

/** The pairs of these rows, in the same order. */
export function pairsOf(rows: readonly OperationRow[]): Pair[] {
  return rows.flatMap(({ operation, stage, nth = 1, outcomes }) =>
    Object.entries(outcomes).map(([fault, expected]) => ({
      ...{ operation, stage, nth, expected },
      fault: fault as FaultName,
    })),
  );
}
