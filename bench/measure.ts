import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Measure {
  /** Median wall time of the whole process, in seconds. */
  readonly seconds: number;
  /** Median peak memory of its last Node process, in megabytes. */
  readonly megabytes: number;
}

/** Runs a command several times, one after the other, and takes the medians. Throws where one fails. */
export function measure(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  runs: number,
): Measure {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    const results = Array.from({ length: runs }, () => once(command, environment, join(folder, "peak")));
    return {
      seconds: median(results.map(({ seconds }) => seconds)),
      megabytes: median(results.map(({ megabytes }) => megabytes)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function once(
  [file = "", ...words]: readonly string[],
  environment: Readonly<Record<string, string>>,
  peak: string,
): Measure {
  const preload = `--require ${resolve("bench/peak.cjs")}`;
  const begin = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(file, words, {
    env: { ...process.env, ...environment, BENCH_PEAK: peak, NODE_OPTIONS: preload },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (status !== 0) {
    throw new Error(`${[file, ...words].join(" ")} ended with ${status}: ${error ?? stderr}`);
  }
  return { seconds, megabytes: Number(readFileSync(peak, "utf8")) / 1024 };
}

/** Seconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
