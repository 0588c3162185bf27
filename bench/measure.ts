import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export interface Measure {
  /** Median wall time of the whole process, in seconds. */
  readonly seconds: number;
  /** Median time that its last Node process had on a processor, in seconds: others at work on the machine count less. */
  readonly cpuSeconds: number;
  /** Median peak memory of its last Node process, in megabytes. */
  readonly megabytes: number;
}

/** A command, and where it runs. */
export interface Command {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** @default this process's own folder */
  readonly folder?: string;
}

/** What one command takes, and how many times that is what another takes; ratios are those of pairs. */
export interface Comparison {
  readonly one: Measure;
  readonly other: Measure;
  readonly ratios: Readonly<Record<keyof Measure, Spread>>;
}

export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Runs a command several times, one after another, and returns the medians. Throws if a run fails. */
export function measure(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  runs: number,
): Measure {
  return medians(Array.from({ length: runs }, () => once({ words, environment })));
}

/**
 * Runs two commands in turn. The machine's speed drifts while others are at work, so that ratios are taken within each
 * pair; each is the first of every second pair. Throws where one fails.
 */
export function compare(one: Command, other: Command, pairs: number): Comparison {
  // what is cached is cached by both
  once(one);
  once(other);
  const results = Array.from({ length: pairs }, (_, index) => {
    if (index % 2 === 0) {
      return { one: once(one), other: once(other) };
    }
    const second = once(other);
    return { one: once(one), other: second };
  });
  const ratio = (of: keyof Measure) => spread(results.map((pair) => pair.one[of] / pair.other[of]));
  return {
    one: medians(results.map((pair) => pair.one)),
    other: medians(results.map((pair) => pair.other)),
    ratios: { seconds: ratio("seconds"), cpuSeconds: ratio("cpuSeconds"), megabytes: ratio("megabytes") },
  };
}

function medians(results: readonly Measure[]): Measure {
  return {
    seconds: median(results.map(({ seconds }) => seconds)),
    cpuSeconds: median(results.map(({ cpuSeconds }) => cpuSeconds)),
    megabytes: median(results.map(({ megabytes }) => megabytes)),
  };
}

function spread(values: readonly number[]): Spread {
  return { least: Math.min(...values), median: median(values), most: Math.max(...values) };
}

function once({ words: [file = "", ...words], environment, folder: cwd }: Command): Measure {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-bench-"));
  try {
    return measured(file, words, { cwd, environment, usage: join(folder, "usage") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function measured(
  file: string,
  words: readonly string[],
  options: { cwd: string | undefined; environment: Command["environment"]; usage: string },
): Measure {
  const { cwd, environment, usage } = options;
  const preload = `--require ${resolve("bench/usage.cjs")}`;
  const begin = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(file, words, {
    cwd,
    env: { ...process.env, ...environment, BENCH_USAGE: usage, NODE_OPTIONS: preload },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  if (status !== 0) {
    throw new Error(`${[file, ...words].join(" ")} ended with ${status}: ${error ?? stderr}`);
  }
  const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(readFileSync(usage, "utf8"));
  return { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 };
}

/** Duration of an action, in seconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

/** The median. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
