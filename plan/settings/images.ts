import * as v from "valibot";
import { findImage, IMAGES, type Image } from "../../platform/images";
import { DISK_GB } from "../../platform/limits";
import type { Findings } from "../findings/findings";
import { check } from "../shape/check";
import { dictionary, section, text, wholeNumber } from "../shape/schema";
import { get, type Tree } from "../yaml/tree";

/** The key of `images` for nodes that name none. */
const DEFAULT = "default";

/** An image as a node takes it. */
export interface ChosenImage {
  /** Exact name in the platform's library. */
  readonly name: string;
  /** Size of its disk; undefined: not known here. */
  readonly diskGb: number | undefined;
  /** Who says that there is one of that name: the plan's `images`, the list of known ones, or nobody. */
  readonly from: "images" | "known" | "nobody";
  /** What `images` says of it. */
  readonly said?: Tree;
}

const IMAGE = section("an image", {
  name: text("name"),
  disk: v.optional(wholeNumber("disk", DISK_GB, `it takes ${DISK_GB.least} to ${DISK_GB.most}`, " GB")),
});

const MAPPING = dictionary(
  v.lazy((input) => (typeof input === "string" ? text("an image") : IMAGE)) as v.GenericSchema<
    unknown,
    string | v.InferOutput<typeof IMAGE>
  >,
  "`images` is a mapping from what `appliance` says to exact names of images",
);

/**
 * The images that a plan's `appliance` lines mean. The platform takes exact names alone, and nothing of it is read while a
 * plan is: so a part of a name finds known images only, and `images` of the settings says the rest.
 */
export class Images {
  public constructor(private readonly mapped: ReadonlyMap<string, ChosenImage> = new Map()) {}

  /** @param appliance undefined: the node names none */
  public find(appliance: string | undefined): ChosenImage {
    const mapped = this.mapped.get(appliance ?? DEFAULT);
    if (mapped !== undefined) {
      return mapped;
    }
    const known = appliance === undefined ? IMAGES[0] : findImage(appliance);
    return known === undefined
      ? { name: appliance as string, diskGb: undefined, from: "nobody" }
      : { ...known, from: "known" };
  }
}

/** `images`: exact names, and sizes of disks where they are not known, by the words of `appliance`. */
export function readImages(tree: Tree | undefined, findings: Findings): Images {
  const part = tree && check(MAPPING, tree, tree.at, findings);
  return new Images(
    new Map(
      Object.entries(part?.value ?? {}).map(([appliance, given]) => {
        const said = get(tree, appliance);
        return [appliance, { ...chosen(given), ...(said && { said }) }] as const;
      }),
    ),
  );
}

function chosen(given: string | { readonly name: string; readonly disk?: number | undefined }): ChosenImage {
  const { name, disk }: { name: string; disk?: number | undefined } =
    typeof given === "string" ? { name: given } : given;
  const known: Image | undefined = IMAGES.find((image) => image.name === name);
  return { name, diskGb: disk ?? known?.diskGb, from: "images" };
}
