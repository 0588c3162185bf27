import type { OperationRow } from "./pair";
import { BUILDING } from "./table-building";
import { READING } from "./table-reading";
import { REMOVING } from "./table-removing";

/**
 * The outcome of each fault in each operation that the provider, or our own script, calls in a deployment and a
 * destruction of the default plan. A rehearsal of the faults proves it; docs/rehearsal.md shows it.
 */
export const TABLE: readonly OperationRow[] = [...BUILDING, ...READING, ...REMOVING];
