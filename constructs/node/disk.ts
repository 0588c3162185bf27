import type { Construct } from "constructs";
import { DISK_GB, DISK_SPEEDS, DISK_UNITS, type DiskSpeed } from "../../platform/limits";
import { Refusal } from "../../platform/refusal";
import { refuse } from "../words/refusal";
import type { Size } from "../words/size";

export interface DiskOptions {
  /**
   * SCSI unit, 0 to 9; 0 is the disk of the image.
   * @default - the first free unit from 1 up
   */
  readonly unit?: number;
}

/** A virtual disk of a server. */
export class Disk {
  static economy(size: Size, options: DiskOptions = {}): Disk {
    return new Disk(size, "ECONOMY", options.unit);
  }

  static standard(size: Size, options: DiskOptions = {}): Disk {
    return new Disk(size, "STANDARD", options.unit);
  }

  static highPerformance(size: Size, options: DiskOptions = {}): Disk {
    return new Disk(size, "HIGHPERFORMANCE", options.unit);
  }

  /** A disk of a speed given by name. */
  static of(size: Size, speed: DiskSpeed, options: DiskOptions = {}): Disk {
    if (!DISK_SPEEDS.includes(speed)) {
      throw new Refusal(`disk speed is "${speed}"; it is one of ${DISK_SPEEDS.join(", ")}`);
    }
    return new Disk(size, speed, options.unit);
  }

  private constructor(
    readonly size: Size,
    readonly speed: DiskSpeed,
    readonly unit: number | undefined,
  ) {
    const gigabytes = size.toGigabytes();
    if (gigabytes < DISK_GB.least || gigabytes > DISK_GB.most) {
      throw new Refusal(`disk is ${size}; a disk takes ${DISK_GB.least} to ${DISK_GB.most} GB`);
    }
    if (unit !== undefined && !(Number.isInteger(unit) && unit >= DISK_UNITS.least && unit <= DISK_UNITS.most)) {
      throw new Refusal(`disk unit is ${unit}; SCSI units are ${DISK_UNITS.least} to ${DISK_UNITS.most}`);
    }
  }
}

/** A disk with its SCSI unit. */
export interface ArrangedDisk {
  readonly unit: number;
  readonly gigabytes: number;
  readonly speed: string;
}

/**
 * Gives each disk its unit; unit 0 comes first, with the size of the image's disk unless the props state one. Without disks, and
 * without that size, none is listed.
 */
export function arrangeDisks(
  scope: Construct,
  id: string,
  props: { readonly image: string; readonly disks?: readonly Disk[] },
  imageDiskGb: number | undefined,
): ArrangedDisk[] {
  const given = props.disks ?? [];
  if (given.length === 0 && imageDiskGb === undefined) {
    return [];
  }
  const used = new Set(given.flatMap((disk) => (disk.unit === undefined ? [] : [disk.unit])));
  const disks = given.map((disk) => {
    let unit = disk.unit;
    for (let free = 1; unit === undefined; free++) {
      if (!used.has(free)) {
        unit = free;
      }
    }
    used.add(unit);
    return { unit, gigabytes: disk.size.toGigabytes(), speed: disk.speed as string };
  });
  const units = disks.map(({ unit }) => unit);
  const twice = units.find((unit, index) => units.indexOf(unit) !== index);
  const image = disks.find(({ unit }) => unit === 0);
  refuse(scope, id, [
    twice !== undefined && `two disks are at unit ${twice}; give each a unit of its own`,
    Math.max(0, ...units) > 9 && "more than 10 disks; SCSI units are 0 to 9",
    image === undefined &&
      imageDiskGb === undefined &&
      `the size of the disk of image "${props.image}" is not known; state it: Disk.standard(Size.gigabytes(...), { unit: 0 })`,
  ]);
  // the provider removes a disk that it knows and the configuration does not list, so the image's disk must be listed
  if (image === undefined) {
    disks.push({ unit: 0, gigabytes: imageDiskGb ?? 0, speed: "STANDARD" });
  }
  return disks.sort((a, b) => a.unit - b.unit);
}
