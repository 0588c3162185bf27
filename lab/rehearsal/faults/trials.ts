import { Failure, Interrupted } from "../../host/failure";
import { type DisplayOptions, KEPT_OUTPUT, showTasks } from "../report/display";
import { duration } from "../report/markdown";
import type { Bench, Tried } from "./bench";
import { fits } from "./outcome";
import type { Pair } from "./pair";
import type { Prepared } from "./prepared";
import { asExpected } from "./report";
import type { Stage } from "./stage";

export interface TrialOptions extends DisplayOptions {
  /** Receives each result as it comes. */
  readonly onTried?: (tried: Tried) => void;
}

/**
 * Runs pairs on all benches concurrently, operation by operation, and shows progress.
 * @param failures receives failures other than unexpected outcomes
 * @returns the results in the order of the pairs; fewer if it was cancelled
 */
export async function tryPairs(
  pairs: readonly Pair[],
  prepared: ReadonlyMap<Stage, Prepared>,
  benches: readonly Bench[],
  options: TrialOptions,
  failures: unknown[],
): Promise<Tried[]> {
  const { cancellation } = options;
  const free = [...benches];
  const tried: Tried[] = [];
  const operations = [...new Set(pairs.map(({ operation }) => operation))];
  const tasks = operations.map((operation) => ({
    title: operation,
    exitOnError: false,
    rendererOptions: KEPT_OUTPUT,
    task: async (_: unknown, task: { title: string; output: string }) => {
      const bench = free.pop() as Bench;
      const began = Date.now();
      const own: Tried[] = [];
      try {
        for (const pair of pairs.filter((one) => one.operation === operation)) {
          if (cancellation.asked.aborted) {
            throw new Interrupted();
          }
          const result = await bench.try(pair, prepared.get(pair.stage) as Prepared);
          own.push(result);
          tried.push(result);
          options.onTried?.(result);
          if (!asExpected(result)) {
            task.output = `${pair.fault}: ${difference(result)}`;
          }
        }
      } catch (error) {
        failures.push(error);
        throw error;
      } finally {
        free.push(bench);
      }
      const good = `${own.filter(asExpected).length} of ${own.length} as expected`;
      task.title = `${operation.padEnd(24)} ${good.padEnd(22)} ${duration(Date.now() - began).padStart(10)}`;
      if (!own.every(asExpected)) {
        throw new Failure(`${operation} is not as the table says`);
      }
    },
  }));
  // `failures` has every error, and each result its difference
  await showTasks(tasks, options, benches.length);
  return tried.sort((one, other) => pairs.indexOf(one.pair) - pairs.indexOf(other.pair));
}

function difference({ pair, seen, problems }: Tried): string {
  return [...(fits(seen, pair.expected) ? [] : [`expected ${pair.expected}, seen ${seen}`]), ...problems].join("; ");
}
