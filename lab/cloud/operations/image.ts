import type { Shape } from "../answer";
import type { Call } from "../call";
import type { ImageEntry, ImageKind } from "../catalogue";
import type { Filter } from "../listing";
import { Refusal } from "../refusal";
import { FIRST_KEY } from "../state/server";
import { get, list, type Operation } from "./operation";

const CREATED = "2022-05-02T09:00:00.000Z";

function shape(image: ImageEntry, { request }: Call): Shape {
  const { id, datacenterId, name, description, operatingSystem, cpu, memoryGb, osCustomization, osImageKey } = image;
  const disks = image.disks.map((disk, index) => ({ id: image.diskIds[index], ...disk }));
  const controller = {
    id: image.controllerId,
    busNumber: 0,
    key: FIRST_KEY.controller,
    adapterType: "LSI_LOGIC_PARALLEL",
  };
  return {
    id,
    datacenterId,
    name,
    description,
    // older versions read it here
    operatingSystem: request.minor < 4 ? { ...operatingSystem } : undefined,
    guest: { operatingSystem: { ...operatingSystem }, osCustomization },
    cpu: { ...cpu },
    memoryGb,
    scsiController: [{ ...controller, disk: disks }],
    disk: request.minor < 5 ? disks : undefined,
    state: "NORMAL",
    createTime: CREATED,
    osImageKey,
  };
}

const FILTERS: Readonly<Record<string, Filter<ImageEntry>>> = {
  id: ({ id }) => id,
  datacenterId: ({ datacenterId }) => datacenterId,
  name: ({ name }) => name,
  state: () => "NORMAL",
  createTime: () => CREATED,
  operatingSystemId: ({ operatingSystem }) => operatingSystem.id,
  operatingSystemFamily: ({ operatingSystem }) => operatingSystem.family,
  osImageKey: ({ osImageKey }) => osImageKey,
};

function imagesOf(kind: ImageKind): (call: Call) => readonly ImageEntry[] {
  return ({ view, region }) => view.catalogue.imagesOf(region.name, kind);
}

function findOf(kind: ImageKind): (call: Call, id: string) => ImageEntry {
  return (call, id) => {
    const image = imagesOf(kind)(call).find((candidate) => candidate.id === id);
    if (image === undefined) {
      throw new Refusal("RESOURCE_NOT_FOUND", `Image ${id} not found`);
    }
    return image;
  };
}

/** The image with this id in either library. Throws RESOURCE_NOT_FOUND. */
export function findImage(call: Call, id: string): { readonly image: ImageEntry; readonly kind: ImageKind } {
  for (const kind of ["osImage", "customerImage"] as const) {
    const image = imagesOf(kind)(call).find((candidate) => candidate.id === id);
    if (image !== undefined) {
      return { image, kind };
    }
  }
  throw new Refusal("RESOURCE_NOT_FOUND", `imageId: Image ${id} not found`);
}

export const IMAGE_OPERATIONS: readonly Operation[] = (["osImage", "customerImage"] as const).flatMap((kind) => [
  list<ImageEntry>(`image/${kind}`, { element: kind, resources: imagesOf(kind), filters: FILTERS, shape }),
  get(`image/${kind}`, kind, findOf(kind), shape),
]);
