import { Interrupted } from "../host/failure";
import type { Rehearsal } from "./rehearsal";
import type { DisplayOptions } from "./report/display";
import type { Journal, StepRecord } from "./report/journal";
import { explainFailure, runSteps, type Step } from "./report/steps";

/** How a rehearsal is shown and ended, whatever it rehearses. */
export interface ScenarioOptions extends DisplayOptions {
  /** Whether to keep the deployment after the apply, until somebody ends it. */
  readonly keep: boolean;
  /** Receives the rehearsal before its first step. */
  readonly onBegin?: (rehearsal: Rehearsal) => void;
}

/** What to rehearse, in which order, and what to print. */
export interface Scenario {
  /** One line, before everything. */
  readonly heading: string;
  /** Steps until everything is deployed and checked. */
  readonly build: readonly Step[];
  /** Steps until nothing is left; not run with `keep`. */
  readonly remove: readonly Step[];
  /** Names of the steps whose results are printed last. */
  readonly lastWords: readonly string[];
  /** Further last lines. */
  readonly verdict?: () => readonly string[];
  /** How to look at what was kept. */
  readonly howToLook: () => string;
  /** More about a failure, as lines; asked once, while everything is still running. */
  readonly diagnosis?: () => Promise<readonly string[]>;
}

/**
 * Runs the steps, writes the report and prints the result.
 * @returns the exit code: 0; 1 if something failed; 130 if it was cancelled
 */
export async function runScenario(rehearsal: Rehearsal, options: ScenarioOptions, scenario: Scenario): Promise<number> {
  const { print, cancellation, keep } = options;
  const { journal } = rehearsal;
  options.onBegin?.(rehearsal);
  print(`${[scenario.heading, ...rehearsal.notes].join("\n")}\n`);
  const failures = await runSteps(keep ? scenario.build : [...scenario.build, ...scenario.remove], {
    ...options,
    journal,
  });
  const interrupted = failures.some((failure) => failure instanceof Interrupted);
  const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
  if (told.length > 0 && !interrupted) {
    told.push(...((await scenario.diagnosis?.()) ?? []));
  }
  if (keep && !interrupted) {
    print([...told, scenario.howToLook()].join("\n"));
    await new Promise<void>((resolve) => whenAborted(cancellation.asked, resolve));
  }
  const lastWords = lastWordsOf(scenario, journal, keep, interrupted);
  rehearsal.writeReport(told, lastWords);
  print(`${[...told, ...lastWords].join("\n")}\nReport: ${rehearsal.folder.report}`);
  if (interrupted) {
    return 130;
  }
  return told.length > 0 ? 1 : 0;
}

function lastWordsOf(scenario: Scenario, { steps }: Journal, keep: boolean, interrupted: boolean): string[] {
  const notTried = new Set(keep ? scenario.remove.map(([name]) => name) : []);
  return [
    ...(interrupted ? ["interrupted: what was made is gone with the simulated cloud"] : []),
    ...(scenario.verdict?.() ?? []),
    ...scenario.lastWords.map(
      (name) => `${name}: ${notTried.has(name) ? "not tried (--keep)" : resultOf(name, steps)}`,
    ),
  ];
}

function resultOf(name: string, steps: readonly StepRecord[]): string {
  const step = steps.find((one) => one.name === name);
  if (step === undefined) {
    return "not reached";
  }
  return step.failed ? `failed: ${step.result}` : step.result;
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) {
    then();
  } else {
    signal.addEventListener("abort", then, { once: true });
  }
}
