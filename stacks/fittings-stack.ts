import type { Construct } from "constructs";
import { RemovedNode } from "../constructs/node/removed-node";
import type { Machines } from "../constructs/stack/deployment";
import { PlumblineStack } from "../constructs/stack/plumbline-stack";
import { literal } from "../constructs/words/literal";
import { refusalsIn } from "../constructs/words/refusal";
import { textsOf } from "../plan/nodes";
import type * as plan from "../plan/plan";
import { Refusal } from "../platform/refusal";
import type { FittingsContext } from "./fittings/context";
import { Guests } from "./fittings/guests";
import { acceptTraffic, addLocation } from "./fittings/locations";
import { Parts } from "./fittings/parts";
import { Placement } from "./fittings/placement";
import { addReplications } from "./fittings/replications";
import { PlanIndex } from "./plan-map/plan-index";
import { PRODUCT } from "./plan-map/product";
import { SettingsOrigin } from "./plan-map/settings-origin";
import { References } from "./references";
import { shownText } from "./terraform-text";

/** The stack of a fittings plan. It and what is in fittings/ are the one place that knows both the plan and the constructs. */
export class FittingsStack extends PlumblineStack {
  /**
   * @param machines whether there are steps on the nodes; `MACHINES=left-out` in the environment leaves them out
   * @throws PlanError with everything in the plan that no part of the stack can be made from
   */
  constructor(scope: Construct, fittings: plan.Plan, machines: Machines = machinesOf(process.env)) {
    super(scope, fittings.name, {
      machines,
      backend: fittings.backend,
      operatorKeys: fittings.keys.map(({ publicKey }) => publicKey),
      ntp: fittings.ntp,
      certificates: fittings.certificates,
      generations: fittings.generations,
      endpoints: fittings.endpoints,
    });
    const { deployment } = this;
    const index = new PlanIndex(fittings);
    const parts = new Parts();
    const references = new References(deployment, fittings, parts);
    const placement = new Placement(this);
    const context: FittingsContext = { stack: this, deployment, plan: fittings, index, parts, placement };
    const guests = new Guests(references);
    deployment.planMap.begin({ plan: fittings.file, product: PRODUCT });
    deployment.planMap.describe(this, new SettingsOrigin(fittings, index, machines === "left out" ? 1 : 0));
    for (const location of fittings.locations) {
      placement.placed(location.at, () => addLocation(location, context, guests));
    }
    // networks and nodes name each other across locations, so all must exist first
    for (const { networks } of fittings.locations) {
      for (const network of networks) {
        placement.placed(network.at, () => acceptTraffic(network, context));
      }
    }
    guests.fill(fittings);
    addReplications(context);
    for (const { id, location, name, destroy, because, also, at } of fittings.removed) {
      const props = { location, name, destroy, because: literal(because), also };
      placement.placed(at, () => new RemovedNode(this, `removed ${id}`, props));
    }
    this.outputs.addInformation(...textsOf(fittings).map((text) => shownText(text, references)));
    placement.throwMistakes();
  }

  /** @throws Refusal with problems that show only when all parts exist */
  override prepareStack(): void {
    super.prepareStack();
    const refused = refusalsIn(this);
    if (refused.length > 0) {
      throw new Refusal(refused.join("\n"));
    }
  }
}

function machinesOf({ MACHINES }: NodeJS.ProcessEnv): Machines {
  if (MACHINES === undefined || MACHINES === "") {
    return "contextualised";
  }
  if (MACHINES === "left-out") {
    return "left out";
  }
  throw new Refusal(`MACHINES is "${MACHINES}"; it is left-out, or not set`);
}
