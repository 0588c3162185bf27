import catalogue from "./images.json";

/** An operating system image of the platform's library. */
export interface Image {
  /** Exact name, as `image/osImage?name=` wants it. */
  readonly name: string;
  /** Size in gigabytes of the disk at SCSI unit 0, which the provider wants listed with the others. */
  readonly diskGb: number;
}

/** Images known here; a plan may name any other exactly, with the size of its disk. */
export const IMAGES: readonly Image[] = catalogue.images;

/**
 * The image that a plan's `appliance` means: an exact name, or (as in plumbery) a part of one, which picks the first
 * image that holds it. Undefined where none does.
 */
export function findImage(appliance: string): Image | undefined {
  return IMAGES.find((image) => image.name === appliance) ?? IMAGES.find((image) => image.name.includes(appliance));
}
