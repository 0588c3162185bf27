import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";

/** A build that takes longer has been abandoned. */
export const LONGEST_BUILD_MS = 10 * 60 * 1000;

const LOOK_MS = 250;

/**
 * Makes other processes wait while one builds: several test files start at once, and each build would use all cores.
 * The lock only saves work: if it fails, two processes build the same, which does no harm.
 */
export async function oneAtATime(lock: string, ready: () => boolean, work: () => Promise<void>): Promise<void> {
  await mkdir(dirname(lock), { recursive: true });
  while (!ready()) {
    try {
      await writeFile(lock, String(process.pid), { flag: "wx" });
    } catch (error) {
      if (!hasCode(error, "EEXIST")) {
        throw error;
      }
      if (await isAbandoned(lock)) {
        await rm(lock, { force: true });
      } else {
        await setTimeout(LOOK_MS);
      }
      continue;
    }
    try {
      if (!ready()) {
        await work();
      }
    } finally {
      await rm(lock, { force: true });
    }
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  try {
    const [holder, { mtimeMs }] = await Promise.all([readFile(lock, "utf8"), stat(lock)]);
    if (Date.now() - mtimeMs > LONGEST_BUILD_MS) {
      return true;
    }
    // the file is empty for a moment: 0 means our own process group, which exists
    process.kill(Number(holder), 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
