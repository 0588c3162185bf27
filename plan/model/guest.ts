import type { Place, Position } from "../findings/diagnostic";
import type { Text, TextTree } from "./text";

/** `cloud-config` of the defaults, of the node's class and of the node, merged, and translated to a cloud-init of today. */
export interface CloudConfig {
  readonly tree: ReadonlyMap<string, TextTree>;
  /** All of it, by its keys as the plan writes them. */
  readonly at: Place;
}

/** A step of `prepare`. A file is read when the plan is: its text with tokens, or its bytes where the plan wants them raw. */
export type PrepareStep = { readonly at: Position } & (
  | {
      readonly kind: "run";
      /** The file's path as the plan gives it. */
      readonly path: string;
      readonly content: Text | Uint8Array;
      /** What stands behind the path: arguments, as a shell reads them. Empty without. */
      readonly arguments: Text;
    }
  | {
      readonly kind: "put";
      readonly path: string;
      readonly content: Text | Uint8Array;
      /** Path on the node; relative to the home of root. */
      readonly destination: string;
    }
  | { readonly kind: "echo"; readonly message: Text }
);
