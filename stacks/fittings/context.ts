import type { Construct } from "constructs";
import type { Deployment } from "../../constructs/stack/deployment";
import type * as plan from "../../plan/plan";
import type { PlanIndex } from "../plan-map/plan-index";
import type { Parts } from "./parts";
import type { Placement } from "./placement";

/** What all that builds a part of a plan's stack needs. */
export interface FittingsContext {
  readonly stack: Construct;
  readonly deployment: Deployment;
  readonly plan: plan.Plan;
  readonly index: PlanIndex;
  /** What is built so far. */
  readonly parts: Parts;
  readonly placement: Placement;
}
