import { availableParallelism } from "node:os";
import { Failure } from "../host/failure";

/** How guest code runs: TCG translates it, the others execute it on the host's processor. */
export const ACCELERATORS = ["tcg", "kvm", "hvf"] as const;
export type Accelerator = (typeof ACCELERATORS)[number];

/** A machine's share of the host. */
export interface Hardware {
  readonly cpus: number;
  /** Memory that the guest sees. */
  readonly megabytes: number;
  readonly accelerator: Accelerator;
  /** For TCG's translated code, besides the guest's memory. */
  readonly translationMegabytes: number;
}

/** The host's resources. */
export interface Host {
  readonly cores: number;
  /** Memory available now within our own limits. */
  readonly megabytes: number;
}

/** Default memory of a machine; enough for MySQL, with 250 MB to spare. */
const MEMORY = { wanted: 1024, least: 768 } as const;

/** Buffer for translated code: with less, TCG translates the same code again and again. */
const TRANSLATION = { wanted: 512, least: 128 } as const;

/** Memory of a QEMU process besides its guest and translated code. */
const PROCESS_MEGABYTES = 150;

/** Memory kept free for the lab itself, Terraform and the host's caches. */
const RESERVE_MEGABYTES = 700;

/** More CPUs make neither a boot nor a database of the lab faster. */
const MOST_CPUS = 4;

/** The host's resources now. */
export function thisHost(): Host {
  return { cores: availableParallelism(), megabytes: Math.floor(process.availableMemory() / 1024 / 1024) };
}

/**
 * Divides the host among the machines that will run concurrently. Every machine may use all cores, because they are
 * seldom all busy; memory is never overcommitted.
 * @param machines how many are expected
 * @param megabytes memory of each @default 1024, or what the host can give, but at least 768
 * @throws Failure if the host has too little memory
 */
export function shareOut(host: Host, machines: number, accelerator: Accelerator, megabytes?: number): Hardware {
  const each = Math.floor((host.megabytes - RESERVE_MEGABYTES) / machines) - PROCESS_MEGABYTES;
  const translates = accelerator === "tcg";
  const leastTranslation = translates ? TRANSLATION.least : 0;
  const room = each - leastTranslation;
  const least = megabytes ?? MEMORY.least;
  if (room < least) {
    const needed = machines * (least + leastTranslation + PROCESS_MEGABYTES) + RESERVE_MEGABYTES;
    throw new Failure(
      `${machines} machines of ${least} MB need ${needed} MB of memory; ${host.megabytes} MB are available`,
      ["stop other programs, or use a host with more memory", "or rehearse the infrastructure alone: --infrastructure"],
    );
  }
  const given = megabytes ?? Math.min(MEMORY.wanted, room);
  return {
    cpus: Math.max(1, Math.min(host.cores, MOST_CPUS)),
    megabytes: given,
    accelerator,
    translationMegabytes: translates ? Math.min(TRANSLATION.wanted, each - given) : 0,
  };
}
