import type { TerraformElement, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { inOrder } from "../words/order";
import { pointer } from "./json-pointer";
import { mappedAddress } from "./mapped-address";
import type { LandingFile, MapHead, MappedStep, Origin, OriginText } from "./origin";
import type { OutputFolder } from "./output-folder";
import { printedMap } from "./printed-map";

/** Version of the file format. Readers refuse another major version; additions raise the minor version. */
const FORMAT_VERSION = "1.0";

/**
 * Maps the output to where it comes from: `plan-map.json` beside `cdk.tf.json`. In a program, that is the construct's
 * path; code that makes a stack from another source adds where each construct comes from.
 */
export class PlanMap {
  private readonly steps: MappedStep[] = [];
  private readonly origins = new Map<IConstruct, Origin>();
  private readonly leftOut = new Set<IConstruct>();
  private head: MapHead | undefined;

  constructor(
    private readonly stack: TerraformStack,
    folder: OutputFolder,
  ) {
    folder.add("plan-map.json", () => printedMap(this.map()));
  }

  /** Adds a step of a node. */
  addStep(step: MappedStep): void {
    this.steps.push(step);
  }

  /** Leaves out an element that Terraform never sees. */
  leaveOut(element: TerraformElement): void {
    this.leftOut.add(element);
  }

  /** Sets where a construct comes from, and everything below it that has no origin of its own. */
  describe(construct: IConstruct, origin: Origin): void {
    this.origins.set(construct, origin);
  }

  /** Sets the data about the whole map. */
  begin(head: MapHead): void {
    this.head = head;
  }

  private map(): Record<string, unknown> {
    const steps = new Map(this.steps.map((step) => [step.element as IConstruct, step]));
    const addresses: [string, unknown][] = [];
    const files: [string, unknown][] = [];
    const scripts = new Set<string>();
    const nodes = new Map<string, { at: OriginText | undefined; files: Record<string, string> }>();
    const visit = (construct: IConstruct, path: string, inherited: Origin | undefined): void => {
      const origin = this.origins.get(construct) ?? inherited;
      const address = this.leftOut.has(construct) ? undefined : mappedAddress(construct);
      if (address !== undefined) {
        const step = steps.get(construct);
        const landing = step?.files() ?? [];
        addresses.push([address, entryOf(construct as TerraformElement, path, origin, landing)]);
        if (step !== undefined) {
          for (const id of step.nodes) {
            const node = nodes.get(id) ?? { at: origin?.at, files: {} };
            nodes.set(id, node);
            Object.assign(node.files, Object.fromEntries(landing.map(({ name, path: file }) => [name, file])));
          }
          for (const { name, path: file, isOwn, trigger } of landing) {
            if (!isOwn && trigger !== undefined) {
              scripts.add(pointer("triggers", trigger));
            }
            if (isOwn && origin?.ofFile !== undefined) {
              files.push([file, origin.ofFile(name, step.element)]);
            }
          }
        }
      }
      for (const child of construct.node.children) {
        visit(child, path === "" ? child.node.id : `${path}/${child.node.id}`, origin);
      }
    };
    visit(this.stack, "", undefined);
    return {
      format_version: FORMAT_VERSION,
      ...(this.head && { plan: this.head.plan, product: withScripts(this.head.product, [...scripts].sort()) }),
      addresses: sorted(addresses),
      files: sorted(files),
      nodes: sorted([...nodes].map(([id, { at, files }]) => [id, { at, files }])),
      // a step may wait for steps that were created before or after it; Terraform refuses a circle
      steps: inOrder(this.steps, (step) => step.waitsFor().flatMap((other) => steps.get(other) ?? [])).map(
        ({ element, nodes, name, waitsFor }) => ({
          address: mappedAddress(element),
          nodes,
          step: name,
          waits_for: [...new Set(waitsFor().flatMap((other) => mappedAddress(other) ?? []))].sort(),
        }),
      ),
    };
  }
}

function entryOf(
  element: TerraformElement,
  construct: string,
  origin: Origin | undefined,
  landing: readonly LandingFile[],
): object {
  const { at, attributes } = origin?.ofElement(element) ?? { attributes: {} };
  const triggers = landing.flatMap(({ name, trigger, isOwn }): [string, readonly OriginText[]][] =>
    trigger === undefined || !isOwn || origin?.ofFile === undefined
      ? []
      : [[pointer("triggers", trigger), origin.ofFile(name, element).from]],
  );
  const all = [...Object.entries(attributes), ...triggers];
  return {
    ...(construct === "" ? {} : { construct }),
    at: at ?? origin?.at,
    attributes: all.length > 0 ? Object.fromEntries(all) : undefined,
  };
}

/** Triggers of scripts come from the product: the map lists them once, and not at each step. */
function withScripts(product: MapHead["product"], scripts: readonly string[]): MapHead["product"] {
  const type = "null_resource";
  return scripts.length === 0 ? product : { ...product, [type]: [...(product[type] ?? []), ...scripts] };
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
