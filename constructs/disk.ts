import { DISK_GB, DISK_SPEEDS, DISK_UNITS, type DiskSpeed } from "../platform/limits";
import { Refusal } from "./refusal";
import type { Size } from "./size";

export interface DiskOptions {
  /**
   * SCSI unit, 0 to 9; 0 is the disk of the image.
   * @default - the first unit that is free, from 1 up
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
