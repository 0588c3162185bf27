import { join } from "node:path";
import { Failure, Interrupted } from "../../host/failure";
import { explain } from "../checks/check";
import { rehearsalFolder } from "../project/folder";
import type { DisplayOptions } from "../report/display";
import { Journal } from "../report/journal";
import { explainFailure, runSteps, type Say, type Step, type StepResult } from "../report/steps";
import type { Case, Tried } from "./case";
import { verdictOn, writeCaseReport } from "./report";
import { savedPair } from "./saved-pair";
import { Testbed, type TestbedOptions } from "./testbed";

export interface CasesOptions extends Omit<TestbedOptions, "settings">, DisplayOptions {
  /** Title of the report, e.g. `Failures`; its file is named after it. */
  readonly title: string;
  readonly cases: readonly Case[];
}

/** The cases with these names, in the order of the table. @throws Failure if one is unknown */
export function casesNamed(names: readonly string[], cases: readonly Case[]): readonly Case[] {
  const unknown = names.filter((name) => cases.every((one) => one.name !== name));
  if (unknown.length > 0) {
    throw new Failure(`no such case: ${unknown.join(", ")}; there are ${cases.map(({ name }) => name).join(", ")}`);
  }
  return cases.filter(({ name }) => names.includes(name));
}

/**
 * Runs cases. Those that begin with a pair each start from the same saved machines.
 * @returns the exit code: 0; 1 if something is not as expected; 130 if it was cancelled
 */
export async function rehearseCases(options: CasesOptions): Promise<number> {
  const { cases, title, print, cancellation } = options;
  const base = join(rehearsalFolder(options.environment, options.root), "failures");
  const own = { ...options, environment: { ...options.environment, REHEARSAL_FOLDER: base } };
  const journal = new Journal();
  const results: Tried[] = [];
  print(`${title}: ${cases.length} cases, on a simulated cloud with machines of its own\n`);
  let saved = "";
  const steps: Step[] = cases.map((one) => [
    one.name,
    (say) => tryCase(own, one, saved, results, say),
    "go on after a failure",
  ]);
  if (cases.some(({ from }) => from === "the pair")) {
    steps.unshift([
      "saved pair",
      async (say) => {
        const { folder, isNew } = await savedPair(own, say);
        saved = folder;
        return { result: isNew ? "is made" : "is there" };
      },
    ]);
  }
  const failures = await runSteps(steps, { ...options, journal });
  const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
  const interrupted = failures.length > told.length || cancellation.asked.aborted;
  const report = writeCaseReport(base, { title, results, failures: told });
  print(
    [
      ...told,
      ...(interrupted ? ["interrupted: what was made is gone with the simulated cloud"] : []),
      verdictOn(results, cases.length),
      `Report: ${report}`,
    ].join("\n"),
  );
  if (interrupted) {
    return 130;
  }
  return told.length > 0 ? 1 : 0;
}

async function tryCase(
  options: TestbedOptions,
  one: Case,
  saved: string,
  results: Tried[],
  say: Say,
): Promise<StepResult> {
  const began = Date.now();
  const testbed = one.from === "the pair" ? await Testbed.restore(options, saved) : await Testbed.empty(options, say);
  try {
    const checks = await one.run(testbed, say);
    results.push({ tried: one, checks, durationMs: Date.now() - began });
    const failing = checks.filter(({ holds }) => !holds);
    if (failing.length > 0) {
      throw new Failure(`${one.name} is not as expected`, failing.map(explain));
    }
    return { result: `${checks.length} checks` };
  } catch (error) {
    // collected while everything is still running
    if (error instanceof Interrupted) {
      throw error;
    }
    const known = await testbed.dataCentre.diagnosis();
    if (error instanceof Failure) {
      const hints = [...error.hints, ...known];
      // printed now and in the report: the other cases may take an hour
      hints.forEach(say);
      throw new Failure(error.message, hints);
    }
    throw error;
  } finally {
    await testbed.end();
  }
}
