import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parseIpv4Range } from "../../platform/addresses/ipv4";
import { CPU_SPEEDS } from "../../platform/limits";
import standard from "./catalogue.json";
import { uuidOf } from "./ids";
import { SERVER_DISK_SPEEDS } from "./state/server";

const text = v.pipe(v.string(), v.minLength(1));

const image = v.strictObject({
  /** Exact name, as `image/osImage?name=` expects it. */
  name: text,
  description: v.string(),
  operatingSystem: v.strictObject({ id: text, displayName: text, family: v.picklist(["UNIX", "WINDOWS"]) }),
  cpu: v.strictObject({ count: v.number(), coresPerSocket: v.number(), speed: v.picklist(CPU_SPEEDS) }),
  memoryGb: v.number(),
  /** Disks by SCSI unit, unit 0 first. */
  disks: v.pipe(
    v.array(v.strictObject({ scsiId: v.number(), sizeGb: v.number(), speed: v.picklist(SERVER_DISK_SPEEDS) })),
    v.minLength(1, "an image has a disk"),
  ),
  /** Whether the platform sets password and network at deployment; otherwise `deployUncustomizedServer`. */
  osCustomization: v.optional(v.boolean(), true),
  osImageKey: v.optional(v.string()),
  /** Data centres that have the image. @default all */
  dataCentres: v.optional(v.array(text)),
});

const schema = v.strictObject({
  regions: v.record(
    text,
    v.strictObject({
      /** Public IPv4 addresses of the region: a /16 of loopback, so that they never lead outside this machine. */
      publicIpv4: v.pipe(
        v.string(),
        v.check((range) => parseIpv4Range(range)?.prefixSize === 16, "a range such as 127.64.0.0/16 is expected"),
      ),
      /** First three groups of the region's IPv6 /48. */
      ipv6: v.pipe(v.string(), v.regex(/^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){2}$/, "three groups are expected")),
    }),
  ),
  dataCentres: v.array(
    v.strictObject({
      id: text,
      region: text,
      displayName: text,
      city: text,
      state: v.optional(v.string()),
      country: text,
    }),
  ),
  images: v.array(image),
  customerImages: v.array(image),
});

/** Locations and images of the simulated platform: the shape of `catalogue.json`. */
export type CatalogueData = v.InferInput<typeof schema>;
type Checked = v.InferOutput<typeof schema>;
type CheckedImage = v.InferOutput<typeof image>;

export interface DataCentreEntry {
  readonly id: string;
  readonly region: string;
  readonly displayName: string;
  readonly city: string;
  readonly state?: string | undefined;
  readonly country: string;
}

/** An image of one data centre, with its ids there. */
export interface ImageEntry extends CheckedImage {
  readonly id: string;
  readonly datacenterId: string;
  readonly controllerId: string;
  readonly diskIds: readonly string[];
}

export interface RegionEntry {
  readonly name: string;
  /** Index of the region, from 0: MAC addresses of different regions differ by it. */
  readonly index: number;
  readonly publicIpv4: string;
  readonly ipv6: string;
}

/** Locations and images, each with ids derived from the seed. */
export class Catalogue {
  readonly regions: readonly RegionEntry[];
  readonly dataCentres: readonly DataCentreEntry[];
  private readonly images: Readonly<Record<ImageKind, readonly ImageEntry[]>>;

  constructor(data: CatalogueData, seed: string) {
    const checked = v.parse(schema, data);
    this.regions = Object.entries(checked.regions).map(([name, region], index) => ({ name, index, ...region }));
    this.dataCentres = checked.dataCentres;
    this.images = {
      osImage: entries(checked, "images", seed),
      customerImage: entries(checked, "customerImages", seed),
    };
  }

  region(name: string): RegionEntry | undefined {
    return this.regions.find((region) => region.name.toLowerCase() === name.toLowerCase());
  }

  dataCentresOf(region: string): DataCentreEntry[] {
    return this.dataCentres.filter((entry) => entry.region === region);
  }

  /** The images of a region's data centres, in catalogue order. */
  imagesOf(region: string, kind: ImageKind): ImageEntry[] {
    const ids = this.dataCentresOf(region).map(({ id }) => id);
    return this.images[kind].filter(({ datacenterId }) => ids.includes(datacenterId));
  }
}

export type ImageKind = "osImage" | "customerImage";

function entries(data: Checked, list: "images" | "customerImages", seed: string): ImageEntry[] {
  return data.dataCentres.flatMap(({ id: datacenterId }) =>
    data[list]
      .filter(({ dataCentres }) => dataCentres === undefined || dataCentres.includes(datacenterId))
      .map((entry) => {
        const name = `${seed}/${list}/${datacenterId}/${entry.name}`;
        return {
          ...entry,
          datacenterId,
          id: uuidOf(name),
          controllerId: uuidOf(`${name}/controller`),
          diskIds: entry.disks.map(({ scsiId }) => uuidOf(`${name}/disk/${scsiId}`)),
        };
      }),
  );
}

/** The catalogue that comes with the lab. */
export const STANDARD_CATALOGUE = standard as CatalogueData;

/** Reads a user's own catalogue. Throws with the file and what is wrong in it. */
export function readCatalogue(file: string): CatalogueData {
  const found = v.safeParse(schema, JSON.parse(readFileSync(file, "utf8")));
  if (!found.success) {
    const problems = found.issues.map((issue) => `${v.getDotPath(issue) ?? "(top)"}: ${issue.message}`);
    throw new Error(`${file} is no catalogue: ${problems.join("; ")}`);
  }
  return found.output as CatalogueData;
}
