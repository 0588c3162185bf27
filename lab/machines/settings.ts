import type { GuestSettings } from "./guest-settings";
import type { Hardware } from "./hardware";
import type { Command } from "./image/machine-image";

/** What a machine boots from. */
export interface BootImage {
  readonly qemu: Command;
  readonly qemuImg: Command;
  /** All paths are absolute. */
  readonly kernel: string;
  readonly initrd: string;
  readonly kernelParameters: readonly string[];
  /** Base image of unit 0; never written to. */
  readonly disk: string;
  readonly diskFormat: "raw" | "qcow2";
}

export interface MachineDisk {
  /** Unit on the SCSI bus; 0 is the image's disk. */
  readonly unit: number;
  readonly gigabytes: number;
}

/** The machine of one server. */
export interface MachineSettings {
  /** The server's id, a UUID; also the machine's own UUID. */
  readonly id: string;
  /** Its name in messages. */
  readonly name: string;
  /** Folder for all its files and nothing else: absolute; the machine creates it for its owner only. */
  readonly folder: string;
  readonly image: BootImage;
  readonly disks: readonly MachineDisk[];
  readonly card: {
    readonly macAddress: string;
    /** Unix socket of the fabric for its frames. */
    readonly socketPath: string;
  };
  readonly guest: GuestSettings;
  readonly hardware: Hardware;
}
