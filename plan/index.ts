// The public API `plumbline/plan`: a fittings plan as data, and the errors in it.
export type { Diagnostic, Position } from "./findings/diagnostic";
export { formatDiagnostic, PlanError } from "./findings/plan-error";
export { allNodesOf, nodesOf } from "./nodes";
export type * from "./plan";
export { readPlan } from "./read";
