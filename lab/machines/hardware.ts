import { availableParallelism } from "node:os";
import { Failure } from "../host/failure";

/** What runs the guests' code: TCG translates it, the others have the host's processor do it. */
export const ACCELERATORS = ["tcg", "kvm", "hvf"] as const;
export type Accelerator = (typeof ACCELERATORS)[number];

/** What a machine gets of the host. */
export interface Hardware {
  readonly cpus: number;
  /** Memory that the guest sees. */
  readonly megabytes: number;
  readonly accelerator: Accelerator;
  /** For translated code, beside the guest's memory: TCG alone needs it. */
  readonly translationMegabytes: number;
}

/** What the host has. */
export interface Host {
  readonly cores: number;
  /** Memory that could be taken now, without a limit of our own being passed. */
  readonly megabytes: number;
}

/** What a machine gets where the host has it; enough for MySQL, with 250 MB to spare. */
const MEMORY = { wanted: 1024, least: 768 } as const;

/** Translated code: with less, the same code is translated again and again. */
const TRANSLATION = { wanted: 512, least: 128 } as const;

/** What a QEMU process takes beside its guest's memory and translated code. */
const PROCESS_MEGABYTES = 150;

/** What stays free: the lab itself, Terraform, the host's caches. */
const RESERVE_MEGABYTES = 700;

/** More CPUs do not make a boot or a database of the lab any faster. */
const MOST_CPUS = 4;

/** The host as it is at this moment. */
export function thisHost(): Host {
  return { cores: availableParallelism(), megabytes: Math.floor(process.availableMemory() / 1024 / 1024) };
}

/**
 * Shares the host out among the machines that are expected to run at the same time. Every machine may use all cores,
 * since they seldom all work; memory is never promised twice.
 * @param machines how many are expected
 * @param megabytes memory of each @default 1024, or what the host can give, but not less than 768
 * @throws Failure where the host has too little memory
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
      ["stop other programs, or use a host with more memory"],
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
