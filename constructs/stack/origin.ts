import type { TerraformElement, TerraformResource } from "cdktf";

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
