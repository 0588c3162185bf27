import {
  TerraformBackend,
  TerraformDataSource,
  type TerraformElement,
  TerraformLocal,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  type TerraformStack,
  TerraformVariable,
} from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf } from "../words/address";
import { inOrder } from "../words/order";
import type { OutputFolder } from "./output-folder";
import { printedMap } from "./printed-map";

/** Version of the file format. Readers refuse another major version; additions raise the minor version. */
const FORMAT_VERSION = "1.0";

/** Where something comes from, in the words of the stack's author. Nothing here parses it. */
export type OriginText = string;

/** Where an element comes from. */
export interface ElementOrigin {
  readonly at?: OriginText | undefined;
  /** Origins of values, by JSON pointer into the element's block. Empty: the value comes from the product itself. */
  readonly attributes: Readonly<Record<string, readonly OriginText[]>>;
}

/** Where a construct and everything below it come from. */
export interface Origin {
  /** Undefined: the stack's author did not ask for it. */
  readonly at: OriginText | undefined;
  ofElement(element: TerraformElement): ElementOrigin;
  /** Where a file of a node comes from, by `STEP/NAME` and the step that writes it. */
  ofFile?(name: string, step: TerraformElement): FileOrigin;
}

/** Where a file of a node comes from: what asks for it, and the values in it. */
export interface FileOrigin {
  readonly at: OriginText | undefined;
  readonly from: readonly OriginText[];
}

/** Data about the whole map. */
export interface MapHead {
  /** The plan's file. */
  readonly plan: string;
  /** By block type: pointers to values that come from the product itself, unless an address says otherwise. */
  readonly product: Readonly<Record<string, readonly string[]>>;
}

/** A file that a step writes on its node. */
export interface LandingFile {
  /** `STEP/NAME`, as the node has it. */
  readonly name: string;
  /** Its path, relative to the stack's folder. */
  readonly path: string;
  /** The trigger that identifies its text; undefined if a changed text runs nothing again. */
  readonly trigger: string | undefined;
  /** Whether it belongs to the node, and is not a script that all nodes share. */
  readonly isOwn: boolean;
}

/** A step, as the map shows it. It writes its files on each of its nodes. */
export interface MappedStep {
  readonly element: TerraformResource;
  /** Ids of its nodes: one, or all members of a group. */
  readonly nodes: readonly string[];
  readonly name: string;
  /** Steps that it runs after. Evaluated at synthesis, like the files. */
  waitsFor(): readonly TerraformResource[];
  files(): readonly LandingFile[];
}

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

/** A JSON pointer (RFC 6901). */
export function pointer(...path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Terraform's address of an element, or a substitute if Terraform has none. */
function mappedAddress(construct: IConstruct): string | undefined {
  if (construct instanceof TerraformResource) {
    return addressOf(construct);
  }
  if (construct instanceof TerraformLocal) {
    return `local.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformDataSource) {
    return `data.${addressOf(construct)}`;
  }
  if (construct instanceof TerraformOutput) {
    return `output.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformVariable) {
    return `var.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformBackend) {
    return "terraform.backend";
  }
  return construct instanceof TerraformProvider ? `provider.${construct.fqn}` : undefined;
}

function sorted<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}
