import type { TerraformElement } from "cdktf";
import { pointer } from "../../constructs/stack/json-pointer";
import type { ElementOrigin } from "../../constructs/stack/origin";
import { MachineResource } from "../../constructs/steps/machine-resource";
import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";
import type { NodeContext, PlanIndex } from "./plan-index";
import { firstText, generationOrigins, originsOfRead, positionTexts } from "./position-texts";

/** Where a `null_resource` of a node comes from: one of its steps, or its monitoring. */
export function stepOrigin(
  element: TerraformElement,
  { plan, location, node }: NodeContext,
  index: PlanIndex,
): ElementOrigin {
  const id = index.idOfNode(node.id);
  // the marker of a running step is in a folder of the stack, under the name of the step
  const marked = [...id, ...plan.at.origins("name")];
  if (!(element instanceof MachineResource) && element.node.scope?.node.id === "windows") {
    const said = positionTexts(node.at.origins("windows"));
    const own = { "/triggers/server": id, "/triggers/unfinished": marked };
    return {
      at: firstText(node.at.origins("windows")),
      attributes: {
        ...Object.fromEntries(Object.entries(own).map(([path, from]) => [path, positionTexts(from)])),
        "/provisioner": [...said, ...positionTexts(marked)],
        "/connection": positionTexts(id),
      },
    };
  }
  if (!(element instanceof MachineResource)) {
    return {
      at: firstText(node.at.origins("monitoring")),
      attributes: {
        "/triggers/plan": positionTexts(node.at.origins("monitoring")),
        "/triggers/endpoint": positionTexts(location.at.own),
        "/triggers/unfinished": positionTexts(marked),
        "/provisioner": positionTexts(marked),
      },
    };
  }
  const disks = node.disks.filter(({ unit }) => unit > 0).flatMap((disk) => originsOfRead(disk));
  const said: Readonly<Record<string, readonly Position[]>> = { adopt: plan.at.origins("keys"), grow: disks };
  return {
    attributes: {
      "/triggers/step": positionTexts(id),
      "/triggers/unfinished": positionTexts(marked),
      "/provisioner": positionTexts(said[element.stepName] ?? [], marked),
      ...(element.stepName === "grow" ? { "/triggers/disks": positionTexts(disks) } : {}),
    },
  };
}

/**
 * Where a step of a replication comes from.
 * @param replica the member that it is for; undefined: it is for the whole group
 */
export function groupStepOrigin(
  step: MachineResource,
  group: plan.Replication,
  replica: plan.Node | undefined,
  index: PlanIndex,
): ElementOrigin {
  const { at } = index.plan;
  const ids = step.targets.flatMap(({ id }) => index.idOfNode(id));
  // steps are named after the group, and after the replica that they are for
  const address = [...group.at.own, ...(replica ? index.idOfNode(replica.id) : [])];
  const marked = [...address, ...at.origins("name")];
  const isOnSource = step.targets.some(({ id }) => id === group.source);
  return {
    at: firstText(replica?.mysql?.at.own ?? group.at.own),
    attributes: {
      "/triggers/step": positionTexts(isOnSource ? group.at.origins("source") : [], ids, address),
      "/triggers/unfinished": positionTexts(marked),
      "/provisioner": positionTexts(saidByGroup(step.stepName, group, replica, index), marked),
      ...groupTriggers(step.stepName, group, replica, index),
    },
  };
}

/** Values of the plan in a step's provisioners, besides those in the step's name. */
function saidByGroup(
  step: string,
  group: plan.Replication,
  replica: plan.Node | undefined,
  index: PlanIndex,
): readonly Position[] {
  switch (step) {
    case "role":
      return [...index.sourceOf(group), ...index.membersOf(group.name).flatMap(({ node }) => index.idOfNode(node.id))];
    case "source":
      return [...index.sourceOf(group), ...group.at.origins("database")];
    case "link":
      return index.sourceOf(group);
    case "seed":
      return [...(replica?.mysql?.at.origins("reseed") ?? []), ...index.nameOfSource(group)];
    case "verify":
      return [...index.nameOfSource(group), ...index.plan.at.origins("certificates", "renewBefore")];
    default:
      // a canary runs at the source, and needs no value of it
      return [];
  }
}

/** Triggers of a step that come from the plan, besides the texts of its files. */
function groupTriggers(
  step: string,
  group: plan.Replication,
  replica: plan.Node | undefined,
  index: PlanIndex,
): Record<string, readonly string[]> {
  if (step === "role") {
    // its scripts come from the product
    return { "/triggers": [], "/triggers/source": positionTexts(index.sourceOf(group)) };
  }
  if (!["source", "link", "seed"].includes(step)) {
    return {};
  }
  const generation = (secret: string, label: string): [string, readonly string[]] => [
    pointer("triggers", `generation of the secret ${label}`),
    positionTexts(generationOrigins(index.plan.at, secret)),
  ];
  const users = step === "source" ? group.users : [];
  const reseed = step === "seed" ? (replica?.mysql?.at.origins("reseed") ?? []) : [];
  return {
    ...Object.fromEntries([
      generation("replicator", `replicator of ${group.name}`),
      ...users.map(({ name }) => generation(name, `${name} at ${group.name}`)),
    ]),
    ...(reseed.length > 0 ? { "/triggers/reseed": positionTexts(reseed) } : {}),
  };
}
