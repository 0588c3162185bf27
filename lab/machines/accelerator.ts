import { accessSync, constants } from "node:fs";
import { Failure } from "../host/failure";
import { boardParameters, kernelParameters } from "./command-line";
import type { Ended } from "./emulator";
import type { Emulators } from "./emulators";
import { ACCELERATORS, type Accelerator } from "./hardware";
import type { BootImage } from "./settings";

/** The operating system of each accelerator. */
const SYSTEM: Readonly<Partial<Record<Accelerator, NodeJS.Platform>>> = { kvm: "linux", hvf: "darwin" };

/** A kernel boots in 1 s with real acceleration, in minutes if KVM itself is emulated. */
const LONGEST_PROOF_MS = 10_000;

/** The last message of a kernel without a root file system. */
const NO_ROOT_MESSAGE = "Unable to mount root fs";

export interface ProofOptions {
  readonly image: Pick<BootImage, "qemu" | "kernel">;
  /** Folder for the files of the proof's process. */
  readonly folder: string;
  readonly emulators: Emulators;
}

/**
 * The accelerator that LAB_ACCELERATOR asks for. Without it: this system's own, or TCG if that one does not work. It
 * must boot a kernel first, because some hosts have a KVM that takes minutes for what TCG does in a second, without any
 * error.
 * @param wanted value of LAB_ACCELERATOR
 * @param say receives one line that says why TCG is used
 * @throws Failure if the wanted accelerator is unknown, does not belong to this system, or does not boot a kernel
 */
export async function chooseAccelerator(
  wanted: string | undefined,
  options: ProofOptions,
  say: (line: string) => void,
): Promise<Accelerator> {
  if (!wanted) {
    return ownAccelerator(options, say);
  }
  const accelerator = ACCELERATORS.find((known) => known === wanted);
  if (accelerator === undefined) {
    throw new Failure(`LAB_ACCELERATOR is ${JSON.stringify(wanted)}; ${ACCELERATORS.join(", ")} are allowed`);
  }
  if (accelerator !== "tcg") {
    requireDevice(accelerator);
    await prove(accelerator, options);
  }
  return accelerator;
}

/** The default candidate: this system's accelerator, if its device can be opened. */
export function candidate(say: (line: string) => void = () => {}): Accelerator {
  const own = ACCELERATORS.find((one) => SYSTEM[one] === process.platform) ?? "tcg";
  try {
    requireDevice(own);
    return own;
  } catch (error) {
    return emulation(error, say);
  }
}

async function ownAccelerator(options: ProofOptions, say: (line: string) => void): Promise<Accelerator> {
  const own = candidate(say);
  if (own === "tcg") {
    return own;
  }
  try {
    await prove(own, options);
    return own;
  } catch (error) {
    return emulation(error, say);
  }
}

function emulation(error: unknown, say: (line: string) => void): Accelerator {
  if (!(error instanceof Failure)) {
    throw error;
  }
  say(`machines are emulated, which takes longer: ${error.message}`);
  return "tcg";
}

const REMEDY = "with LAB_ACCELERATOR=tcg the lab does without: everything works, it only takes longer";

function requireDevice(accelerator: Accelerator): void {
  const system = SYSTEM[accelerator];
  if (system !== undefined && system !== process.platform) {
    throw new Failure(`${accelerator} is of ${system}; this is ${process.platform}`, [REMEDY]);
  }
  if (accelerator === "kvm") {
    try {
      accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
    } catch (error) {
      throw new Failure(`/dev/kvm cannot be opened: ${(error as Error).message}`, [REMEDY]);
    }
  }
}

/**
 * Boots the image's kernel without a disk, until it reports that it has no root file system.
 * @throws Failure if that takes too long
 */
export async function prove(accelerator: Accelerator, { image, folder, emulators }: ProofOptions): Promise<void> {
  let console = "";
  const refused = (why: string): Failure =>
    new Failure(`${accelerator} does not work on this host: ${why}`, [REMEDY, lastWords(console)]);
  const emulator = await emulators
    .launch({
      ...{ name: "proof", folder, command: image.qemu },
      parameters: [
        ...boardParameters({ cpus: 1, megabytes: 256, accelerator, translationMegabytes: 64 }),
        ...kernelParameters({ kernel: image.kernel, kernelParameters: ["console=ttyS0", "panic=-1"] }),
        // without a root file system the kernel restarts, which ends QEMU
        "-no-reboot",
      ],
      onConsole: (text) => {
        console += text.toString("latin1");
      },
    })
    .catch((error: Error) => {
      throw refused(error.message);
    });
  const tooLong = setTimeout(() => emulator.kill(), LONGEST_PROOF_MS);
  const { signal }: Ended = await emulator.ended;
  clearTimeout(tooLong);
  if (!console.includes(NO_ROOT_MESSAGE)) {
    const seconds = LONGEST_PROOF_MS / 1000;
    throw refused(signal === null ? `qemu ended: ${emulator.words}` : `a kernel did not boot within ${seconds} s`);
  }
}

function lastWords(console: string): string {
  const last = console
    .trim()
    .split(/[\r\n]+/)
    .at(-1);
  return last ? `the kernel's last words were: ${last}` : "the kernel said nothing";
}
