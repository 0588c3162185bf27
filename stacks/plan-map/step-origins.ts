import type { TerraformElement } from "cdktf";
import { type ElementOrigin, pointer } from "../../constructs/stack/plan-map";
import { MachineResource } from "../../constructs/steps/machine-resource";
import type { Position } from "../../plan/findings/diagnostic";
import { BASE_FILES } from "./file-origins";
import type { NodeContext, PlanIndex } from "./plan-index";
import { firstText, generationOrigins, originsOfRead, positionTexts } from "./position-texts";

/** Steps that every node has; all others belong to its database. */
const BASE_STEPS = ["adopt", "grow", "boot", "configure", "ready"];

/** Whether a file of a node, by `STEP/NAME`, is there for its database. */
export function isStepOfMysql(file: string): boolean {
  return !(file in BASE_FILES);
}

/** Where a `null_resource` of a node comes from: one of its steps, or its place in the platform's dashboard. */
export function stepOrigin(element: TerraformElement, context: NodeContext, index: PlanIndex): ElementOrigin {
  const { plan, location, node } = context;
  if (!(element instanceof MachineResource)) {
    return {
      at: firstText(node.at.origins("monitoring")),
      attributes: {
        "/triggers/plan": positionTexts(node.at.origins("monitoring")),
        "/triggers/endpoint": positionTexts(location.at.own),
        ...markers(context, index),
        "/provisioner": marked(context, index),
      },
    };
  }
  const isBase = BASE_STEPS.includes(element.stepName);
  return {
    at: isBase ? undefined : firstText(node.mysql?.at.own ?? []),
    attributes: {
      ...markers(context, index),
      "/triggers/step": positionTexts(index.idOfNode(node.id)),
      "/provisioner": positionTexts(
        said(element.stepName, context, index),
        index.idOfNode(node.id),
        plan.at.origins("name"),
      ),
      ...triggers(element.stepName, context, index),
    },
  };
}

/** The note of a step at work lies in a folder of the stack, under the name of the step. */
function markers(context: NodeContext, index: PlanIndex): Record<string, readonly string[]> {
  return { "/triggers/unfinished": marked(context, index) };
}

function marked({ plan, node }: NodeContext, index: PlanIndex): readonly string[] {
  return positionTexts(index.idOfNode(node.id), plan.at.origins("name"));
}

/** What the provisioners of a step are told of the plan, beside names. */
function said(step: string, { plan, node }: NodeContext, index: PlanIndex): readonly Position[] {
  const mysql = (...path: string[]) => node.mysql?.at.origins(...path) ?? [];
  const peers = index.peersOf(node).flatMap((peer) => peer.node.at.own);
  switch (step) {
    case "adopt":
      return plan.at.origins("keys");
    case "grow":
      return disksOf(node);
    case "configure":
    case "ready":
      return mysql("role");
    case "source":
      return mysql("database");
    case "link":
      return peers;
    case "seed":
      return [...mysql("reseed"), ...peers];
    case "verify":
      return [...peers, ...plan.at.origins("certificates", "renewBefore")];
    default:
      return [];
  }
}

/** Triggers of a step that come from the plan, beside the texts of its files. */
function triggers(step: string, { plan, node }: NodeContext, index: PlanIndex): Record<string, readonly string[]> {
  const generation = (secret: string, label: string): [string, readonly string[]] => [
    pointer("triggers", `generation of the secret ${label}`),
    positionTexts(generationOrigins(plan.at, secret)),
  ];
  if (step === "grow") {
    return { "/triggers/disks": positionTexts(disksOf(node)) };
  }
  if (!["source", "link", "seed"].includes(step)) {
    return {};
  }
  const source = node.mysql?.role === "replica" ? index.node(node.mysql.source)?.node : node;
  const users = step === "source" && node.mysql?.role === "source" ? node.mysql.users : [];
  const reseed = step === "seed" ? (node.mysql?.at.origins("reseed") ?? []) : [];
  return {
    ...Object.fromEntries([
      generation("replicator", `replicator of ${source?.id}`),
      ...users.map(({ name }) => generation(name, `${name} at ${source?.id}`)),
    ]),
    ...(reseed.length > 0 ? { "/triggers/reseed": positionTexts(reseed) } : {}),
  };
}

function disksOf({ disks }: NodeContext["node"]): readonly Position[] {
  return disks.filter(({ unit }) => unit > 0).flatMap((disk) => originsOfRead(disk));
}
