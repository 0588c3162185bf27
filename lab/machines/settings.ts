import type { GuestSettings } from "./guest-settings";
import type { Hardware } from "./hardware";
import type { Command } from "./image/machine-image";

/** What a machine boots from. */
export interface BootImage {
  readonly qemu: Command;
  readonly qemuImg: Command;
  /** All files: absolute. */
  readonly kernel: string;
  readonly initrd: string;
  readonly kernelParameters: readonly string[];
  /** What unit 0 shows at first; it is never written to. */
  readonly disk: string;
  readonly diskFormat: "raw" | "qcow2";
}

export interface MachineDisk {
  /** Unit on the SCSI bus; 0 is the image's disk. */
  readonly unit: number;
  readonly gigabytes: number;
}

/** One machine, which plays one server. */
export interface MachineSettings {
  /** The server's id, a UUID; also the machine's own. */
  readonly id: string;
  /** What messages call it. */
  readonly name: string;
  /** All its files and nothing else: absolute, made by the machine, its owner's alone. */
  readonly folder: string;
  readonly image: BootImage;
  readonly disks: readonly MachineDisk[];
  readonly card: {
    readonly macAddress: string;
    /** Unix socket at which the fabric takes its frames. */
    readonly socketPath: string;
  };
  readonly guest: GuestSettings;
  readonly hardware: Hardware;
}
