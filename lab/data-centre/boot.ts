import { join } from "node:path";
import { cacheFolder } from "../../platform/cache-folder";
import type { Cancellation } from "../host/cancellation";
import { chooseAccelerator } from "../machines/accelerator";
import type { Emulators } from "../machines/emulators";
import { type Hardware, shareOut, thisHost } from "../machines/hardware";
import type { MachineImage } from "../machines/image/machine-image";
import { prepareImage } from "../machines/image/prepare";
import { TIME_SERVER } from "./outside";

/** What every machine of the data centre boots, and its share of this host. */
export interface Boot {
  readonly image: MachineImage;
  readonly hardware: Hardware;
}

/** A summary of what was prepared. */
export interface Prepared {
  readonly summary: string;
  /** For the report: images, QEMU, the share of this host that a machine gets. */
  readonly words: readonly string[];
}

export interface BootOptions {
  /** The project's folder: images are cached below it, or where `XDG_CACHE_HOME` says. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
  /** Folder for the files of the accelerator's proof. */
  readonly folder: string;
  readonly emulators: Emulators;
  readonly sshPort: number;
  /** How many machines are expected to run concurrently. */
  readonly machines: number;
  readonly say: (line: string) => void;
}

/** Builds what is missing: QEMU, and the image that the servers boot. Divides this host among the machines. */
export async function prepareBoot(options: BootOptions): Promise<{ readonly boot: Boot; readonly prepared: Prepared }> {
  const { root, environment, cancellation, folder, emulators, sshPort, machines, say } = options;
  const cache = join(cacheFolder(root, environment), "machines");
  const image = await prepareImage({ cache, environment, print: say, cancellation });
  const accelerator = await chooseAccelerator(environment.LAB_ACCELERATOR, { image, folder, emulators }, say);
  const hardware = shareOut(thisHost(), machines, accelerator);
  const { description } = image;
  const { cpus, megabytes } = hardware;
  return {
    boot: { image, hardware },
    prepared: {
      summary: `${description.os}, QEMU ${description.qemu}`,
      words: [
        `machines: QEMU ${description.qemu} (${accelerator}), ${cpus} CPUs and ${megabytes} MB each, whatever the plan says: the API reports what the plan says`,
        `the plan's image is played by ${description.os}, kernel ${description.kernel} (held: it is loaded from outside the disk)`,
        `MySQL ${description.mysql} of ${description.mysqlSuite}`,
        `clock: SNTP server of the lab's router, ${TIME_SERVER}`,
        `port 22 of the nodes is port ${sshPort} of loopback addresses`,
      ],
    },
  };
}
