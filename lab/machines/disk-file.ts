import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { Failure } from "../host/failure";
import type { Command } from "./image/machine-image";

const run = promisify(execFile);

/** The base image of a disk. */
export interface Base {
  /** Absolute: the new disk refers to this path for its whole life. */
  readonly file: string;
  readonly format: "raw" | "qcow2";
}

/** A disk in a sparse file (qcow2). */
export class DiskFile {
  constructor(
    /** `qemu-img`. */
    private readonly tool: Command,
    readonly file: string,
  ) {}

  get exists(): boolean {
    return existsSync(this.file);
  }

  /**
   * Creates the disk: blank, or as an overlay of a base image, which it does not change.
   * @param gigabytes its size; undefined: its base's
   */
  async create(gigabytes: number | undefined, base?: Base): Promise<void> {
    const backing = base === undefined ? [] : ["-b", base.file, "-F", base.format];
    const size = gigabytes === undefined ? [] : [`${gigabytes}G`];
    await this.run("create", "-q", "-f", "qcow2", ...backing, this.file, ...size);
  }

  /** Enlarges it. No machine may be using it. */
  async grow(gigabytes: number): Promise<void> {
    await this.run("resize", "-q", "-f", "qcow2", this.file, `${gigabytes}G`);
  }

  private async run(...parameters: readonly string[]): Promise<void> {
    const { program, leading } = this.tool;
    try {
      await run(program, [...leading, ...parameters]);
    } catch (error) {
      const { stderr, message } = error as Error & { readonly stderr?: string };
      throw new Failure(`cannot ${parameters[0]} ${this.file}: ${stderr?.trim() || message}`);
    }
  }
}

/** The block device for QEMU, at its start and while it runs. */
export function blockNodeOf(unit: number, file: string): Readonly<Record<string, unknown>> {
  // a power failure of the host may lose a simulation: caches need not survive it
  const cache = { "no-flush": true };
  const common = { discard: "unmap", cache };
  return {
    ...common,
    driver: "qcow2",
    "node-name": nodeName(unit),
    file: { ...common, driver: "file", filename: file },
  };
}

/** The drive that the guest sees as 0:0:UNIT:0. */
export function driveOf(unit: number): Readonly<Record<string, unknown>> {
  return {
    ...{ driver: "scsi-hd", bus: "scsi0.0", "scsi-id": unit, lun: 0 },
    ...{ drive: nodeName(unit), id: driveName(unit), serial: `unit${unit}` },
  };
}

export function nodeName(unit: number): string {
  return `unit${unit}`;
}

export function driveName(unit: number): string {
  return `disk${unit}`;
}
