import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ListrRendererValue } from "listr2";
import { Interrupted } from "../../host/failure";
import { folderOf, rehearsalFolder } from "../project/folder";
import { Rehearsal, type RehearsalOptions } from "../rehearsal";
import { explainFailure, runSteps, type Step } from "../report/steps";
import { type Providers, providersFor } from "../terraform/providers";
import { Bench, type Tried } from "./bench";
import { type Pair, pairsOf } from "./pair";
import { type Prepared, prepare } from "./prepared";
import { asExpected, writeFaultReport } from "./report";
import type { Stage } from "./stage";
import { TABLE } from "./table";
import { tryPairs } from "./trials";

/** The plan that the table belongs to. */
const DEFAULT_PLAN = "fittings.yaml";

export interface FaultsOptions extends RehearsalOptions {
  /** Pairs to run. @default the whole table */
  readonly pairs?: readonly Pair[] | undefined;
  /** Number of pairs to run at once. @default cores + 1, because pairs mostly wait */
  readonly benches?: number;
  /** Where progress is written. @default "default" on a terminal, else "verbose" */
  readonly renderer?: ListrRendererValue;
  /** Receives lines before and after the steps. */
  readonly print: (text: string) => void;
  /** Receives each result as it comes. */
  readonly onTried?: (tried: Tried) => void;
}

/** The pairs of these operations. @throws Error if the table does not contain one of them */
export function pairsOfOperations(names: readonly string[]): Pair[] {
  const unknown = names.filter((name) => !isInTable(name));
  if (unknown.length > 0) {
    const known = TABLE.map(({ operation }) => operation).sort();
    throw new Error(`no such operation in the table of faults: ${unknown.join(", ")}; it has ${known.join(", ")}`);
  }
  return pairsOf(TABLE.filter(({ operation }) => names.includes(operation)));
}

function isInTable(name: string): boolean {
  return TABLE.some(({ operation }) => operation === name);
}

/**
 * Tries every fault in every operation and compares the outcome with the table.
 * @returns the exit code: 0; 1 if an outcome differs from the table; 130 if it was cancelled
 */
export async function rehearseFaults(options: FaultsOptions): Promise<number> {
  const { print, cancellation, root, environment } = options;
  const pairs = options.pairs ?? pairsOf(TABLE);
  const base = join(rehearsalFolder(environment, root), "faults");
  const rehearsal = await Rehearsal.begin({ ...options, environment: { ...environment, REHEARSAL_FOLDER: base } });
  try {
    print(
      [
        `Rehearsing ${pairs.length} faults in a deployment of ${rehearsal.fittings.file}, on a simulated cloud`,
        ...rehearsal.notes,
        "",
      ].join("\n"),
    );
    let prepared: ReadonlyMap<Stage, Prepared> = new Map();
    let providers: Providers | undefined;
    const steps: Step[] = [
      ["providers", (say) => rehearsal.prepareProviders(say)],
      ["synthesize", () => rehearsal.synthesize()],
      ["init", () => rehearsal.init()],
      [
        "deployments",
        async (say) => {
          providers = await providersFor({ ...options, folder: rehearsal.folder.path, log: () => {} });
          prepared = await prepare(rehearsal, new Set(pairs.map(({ stage }) => stage)), say);
          return { result: `stopped at ${prepared.size} stages` };
        },
      ],
    ];
    const failures = await runSteps(steps, { ...options, journal: rehearsal.journal });
    const benches = failures.length > 0 ? [] : benchesFor(rehearsal, options, providers?.cliConfig);
    const tried = failures.length > 0 ? [] : await tryPairs(pairs, prepared, benches, options, failures);
    const interrupted = failures.some((failure) => failure instanceof Interrupted) || cancellation.asked.aborted;
    const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
    const strange = rehearsal.journal.operations.map(({ operation }) => operation).filter((name) => !isInTable(name));
    const facts = { plan: rehearsal.fittings, providers: providers?.words, tried, strange, failures: told };
    const report = writeFaultReport(rehearsal.folder.path, facts);
    const good = tried.filter(asExpected).length;
    const end = [
      ...(strange.length > 0 ? [`called, and not in the table: ${strange.join(", ")}`] : []),
      ...(interrupted ? ["interrupted: what was made is gone with the simulated clouds"] : []),
    ];
    print([...told, ...end, `${good} of ${pairs.length} as expected`, `Report: ${report}`].join("\n"));
    if (interrupted) {
      return 130;
    }
    return told.length === 0 && good === pairs.length ? 0 : 1;
  } finally {
    await rehearsal.end();
  }
}

/** Cores + 1 unless given: pairs mostly wait. */
function benchesFor(
  { folder, fittings: plan }: Rehearsal,
  options: FaultsOptions,
  cliConfig: string | undefined,
): Bench[] {
  const { root, environment, cancellation, benches = availableParallelism() + 1 } = options;
  const mayBeLeftOut = plan.file !== DEFAULT_PLAN;
  return Array.from({ length: benches }, (_, index) => {
    const own = folderOf(join(folder.path, `bench-${index + 1}`), plan.name);
    return new Bench(own, folder.output, { root, plan, environment, cliConfig, cancellation, mayBeLeftOut });
  });
}
