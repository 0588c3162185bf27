import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Listr, type ListrRendererValue } from "listr2";
import { Failure, Interrupted } from "../failure";
import { folderOf } from "../folder";
import { providersFor } from "../providers";
import { Rehearsal, type RehearsalOptions } from "../rehearsal";
import { duration } from "../report";
import { explainFailure, runSteps, type Step } from "../steps";
import { Bench, type Tried } from "./bench";
import { type Pair, pairsOf } from "./pair";
import { type Prepared, prepare } from "./prepared";
import { asExpected, writeFaultReport } from "./report";
import type { Stage } from "./stage";
import { TABLE } from "./table";

export interface FaultsOptions extends RehearsalOptions {
  /** The pairs to be tried. @default all of the table */
  readonly pairs?: readonly Pair[] | undefined;
  /** Pairs that are tried at once. @default one more than there are cores, as much of the time goes by in waiting */
  readonly benches?: number;
  /** Where progress is written. @default "default" on a terminal, else "verbose" */
  readonly renderer?: ListrRendererValue;
  /** Takes what is told before and after the steps. */
  readonly print: (text: string) => void;
  /** Is given each result as it comes. */
  readonly onTried?: (tried: Tried) => void;
}

/** The pairs of these operations. @throws Failure where the table does not have one of them */
export function pairsOfOperations(names: readonly string[]): Pair[] {
  const unknown = names.filter((name) => TABLE.every(({ operation }) => operation !== name));
  if (unknown.length > 0) {
    const known = TABLE.map(({ operation }) => operation).sort();
    throw new Failure(`no such operation in the table of faults: ${unknown.join(", ")}`, [
      `it has ${known.join(", ")}`,
    ]);
  }
  return pairsOf(TABLE.filter(({ operation }) => names.includes(operation)));
}

/**
 * Tries what comes of each fault in each operation, and holds it against the table.
 * @returns the exit code: 0, 1 where something is not as the table says, 130 where it was ended before
 */
export async function rehearseFaults(options: FaultsOptions): Promise<number> {
  const { print, ending, root, environment } = options;
  const pairs = options.pairs ?? pairsOf(TABLE);
  const base = join(environment.REHEARSAL_FOLDER ?? join(root, "rehearsal"), "faults");
  const rehearsal = await Rehearsal.begin({ ...options, environment: { ...environment, REHEARSAL_FOLDER: base } });
  try {
    print(`Rehearsing ${pairs.length} faults in a deployment of ${rehearsal.fittings.file}, on a simulated cloud\n`);
    let prepared: ReadonlyMap<Stage, Prepared> = new Map();
    const steps: Step[] = [
      ["providers", (say) => rehearsal.prepareProviders(say)],
      ["synthesize", () => rehearsal.synthesize()],
      ["init", () => rehearsal.init()],
      [
        "deployments",
        async (say) => {
          prepared = await prepare(rehearsal, new Set(pairs.map(({ stage }) => stage)), say);
          return { result: `stopped at ${prepared.size} stages` };
        },
      ],
    ];
    const failures = await runSteps(steps, { ...options, journal: rehearsal.journal });
    const tried = failures.length > 0 ? [] : await tryPairs(pairs, prepared, rehearsal, options, failures);
    const interrupted = failures.some((failure) => failure instanceof Interrupted) || ending.asked.aborted;
    const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
    const report = writeFaultReport(rehearsal.folder.path, rehearsal.fittings, tried, told);
    const good = tried.filter(asExpected).length;
    const end = interrupted ? ["interrupted: what was made is gone with the simulated clouds"] : [];
    print([...told, ...end, `${good} of ${pairs.length} as expected`, `Report: ${report}`].join("\n"));
    if (interrupted) return 130;
    return told.length === 0 && good === pairs.length ? 0 : 1;
  } finally {
    await rehearsal.end();
  }
}

/** Tries pairs at several benches at once, operation by operation. */
async function tryPairs(
  pairs: readonly Pair[],
  prepared: ReadonlyMap<Stage, Prepared>,
  rehearsal: Rehearsal,
  options: FaultsOptions,
  failures: unknown[],
): Promise<Tried[]> {
  const { root, environment, ending } = options;
  const { folder, fittings: plan } = rehearsal;
  const { cliConfig } = await providersFor({ environment, root, folder: folder.path, ending, log: () => {} });
  const number = options.benches ?? availableParallelism() + 1;
  const benches = Array.from({ length: number }, (_, index) => {
    const own = folderOf(join(folder.path, `bench-${index + 1}`), plan.name);
    return new Bench(own, folder.output, { root, plan, environment, cliConfig, ending });
  });
  const tried: Tried[] = [];
  const operations = [...new Set(pairs.map(({ operation }) => operation))];
  const tasks = operations.map((operation) => ({
    title: operation,
    task: async (_: unknown, task: { title: string; output: string }) => {
      const bench = benches.pop();
      if (bench === undefined) throw new Error("there are as many benches as tasks at once");
      const began = Date.now();
      const own: Tried[] = [];
      try {
        for (const pair of pairs.filter((one) => one.operation === operation)) {
          if (ending.asked.aborted) throw new Interrupted();
          const result = await bench.try(pair, prepared.get(pair.stage) as Prepared);
          own.push(result);
          tried.push(result);
          options.onTried?.(result);
          if (!asExpected(result)) task.output = `${pair.fault}: ${difference(result)}`;
        }
        const good = own.filter(asExpected).length;
        task.title = `${operation.padEnd(24)} ${`${good} of ${own.length} as expected`.padEnd(22)} ${duration(Date.now() - began).padStart(10)}`;
        if (good < own.length) throw new Failure(`${operation} is not as the table says`);
      } catch (error) {
        if (!(error instanceof Failure)) failures.push(error);
        throw error;
      } finally {
        benches.push(bench);
      }
    },
    rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
    exitOnError: false,
  }));
  const renderer = options.renderer ?? (process.stdout.isTTY ? "default" : "verbose");
  const listr = new Listr(tasks, {
    concurrent: number,
    exitOnError: false,
    renderer: renderer as "default",
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
    registerSignalListeners: false,
  });
  const tellThatItEnds = (): void => options.print("ending what runs; Ctrl-C again does not wait for it");
  ending.asked.addEventListener("abort", tellThatItEnds);
  // each error is in `failures`, or in a result
  await listr.run().catch(() => {});
  ending.asked.removeEventListener("abort", tellThatItEnds);
  const order = new Map(pairs.map((pair, index) => [pair, index]));
  return tried.sort((one, other) => (order.get(one.pair) ?? 0) - (order.get(other.pair) ?? 0));
}

function difference({ pair, seen, problems }: Tried): string {
  return [...(seen === pair.expected ? [] : [`expected ${pair.expected}, seen ${seen}`]), ...problems].join("; ");
}
