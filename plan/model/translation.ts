import type { Position } from "../findings/diagnostic";

/** Something of a cloud-config that is gone or means something else today, and what was read in its place. */
export interface Translation {
  /** What the plan says, and what is done. */
  readonly message: string;
  /** Changes that would make the plan's text say so itself. */
  readonly edits: readonly Edit[];
}

/** A change to the text of a plan. */
export type Edit =
  /** The key at a place gets another name. */
  | { readonly kind: "rename"; readonly at: Position; readonly to: string }
  /** The value at a place becomes another. */
  | { readonly kind: "replace"; readonly at: Position; readonly value: PlainData }
  /** The key, or the item of a list, at a place goes, with its value. */
  | { readonly kind: "remove"; readonly at: Position }
  /** The mapping at a place gets a key more; with `top`, the whole cloud-config around that place. */
  | {
      readonly kind: "add";
      readonly at: Position;
      readonly top: boolean;
      readonly key: string;
      readonly value: PlainData;
    };

/** Data as YAML and JSON hold them. */
export type PlainData = string | number | boolean | null | readonly PlainData[] | { readonly [key: string]: PlainData };
