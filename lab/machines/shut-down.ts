import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "./emulator";

/** A guest ignores its power button until it listens, which QEMU cannot see. So the button is pressed again. */
const PRESS_AGAIN_MS = 2_000;

/** The ddcloud provider gives up after 300 s; a guest that takes longer than this is switched off before that. */
export const LONGEST_SHUT_DOWN_MS = 240_000;

/** QEMU's statistics of a disk. */
interface BlockStatistics {
  readonly stats: { readonly wr_operations: number };
}

/** Whether the guest has written to a disk since its machine was switched on. */
export async function hasWritten({ qmp }: Emulator): Promise<boolean> {
  const all = await qmp.execute<readonly BlockStatistics[]>("query-blockstats");
  return all.some(({ stats }) => stats.wr_operations > 0);
}

/** Presses the guest's power button until the machine is off, or the time is over. */
export async function askToShutDown(emulator: Emulator): Promise<void> {
  const deadline = Date.now() + LONGEST_SHUT_DOWN_MS;
  const waiting = new AbortController();
  const gone = emulator.ended.then(() => waiting.abort());
  while (emulator.running && Date.now() < deadline) {
    await emulator.qmp.execute("system_powerdown").catch(() => {
      // the process has just ended
    });
    await Promise.race([gone, sleep(PRESS_AGAIN_MS, undefined, { signal: waiting.signal }).catch(() => {})]);
  }
}
