import type { ListrRendererValue } from "listr2";
import { LAB_ACCOUNT } from "../cloud/cloud";
import { Interrupted } from "./failure";
import type { StepRecord } from "./journal";
import { Rehearsal, type RehearsalOptions } from "./rehearsal";
import { explainFailure, runSteps, type Step } from "./steps";

export interface InfrastructureOptions extends RehearsalOptions {
  /** Whether the cloud stays, with all that was applied, until somebody ends it. */
  readonly keep: boolean;
  /** Where progress is written. @default "default" on a terminal, else "verbose" */
  readonly renderer?: ListrRendererValue;
  /** Takes what is told before and after the steps. */
  readonly print: (text: string) => void;
  /** Is given the rehearsal before its first step. */
  readonly onBegin?: (rehearsal: Rehearsal) => void;
}

/**
 * Rehearses a plan's infrastructure from synthesis to nothing left.
 * @returns the exit code: 0, 1 where something failed, 130 where it was ended before
 */
export async function rehearseInfrastructure(options: InfrastructureOptions): Promise<number> {
  const { print, ending, keep } = options;
  const rehearsal = await Rehearsal.begin(options);
  try {
    options.onBegin?.(rehearsal);
    print(`${heading(rehearsal)}\n`);
    const failures = await runSteps(steps(rehearsal, keep), { ...options, journal: rehearsal.journal });
    const interrupted = failures.some((failure) => failure instanceof Interrupted);
    const told = failures.filter((failure) => !(failure instanceof Interrupted)).map(explainFailure);
    if (keep && !interrupted) {
      print(howToLook(rehearsal));
      await new Promise<void>((resolve) => whenAborted(ending.asked, resolve));
    }
    rehearsal.writeReport(told, endOf(rehearsal.journal.steps, keep, interrupted));
    print(
      `${[...told, ...endOf(rehearsal.journal.steps, keep, interrupted)].join("\n")}\nReport: ${rehearsal.folder.report}`,
    );
    if (interrupted) return 130;
    return told.length > 0 ? 1 : 0;
  } finally {
    await rehearsal.end();
  }
}

function steps(rehearsal: Rehearsal, keep: boolean): Step[] {
  const build: Step[] = [
    ["providers", (say) => rehearsal.prepareProviders(say)],
    ["synthesize", () => rehearsal.synthesize()],
    ["init", () => rehearsal.init()],
    ["apply", (say) => rehearsal.apply(say)],
    ["second plan", () => rehearsal.planAgain(), "go on after a failure"],
    ["checks", () => rehearsal.check(), "go on after a failure"],
  ];
  const remove: Step[] = [
    ["destroy", (say) => rehearsal.destroy(say)],
    ["after destroy", () => rehearsal.nothingLeft()],
  ];
  return keep ? build : [...build, ...remove];
}

function heading({ fittings }: Rehearsal): string {
  const places = fittings.locations.map(({ id }) => id).join(", ");
  return `Rehearsing the infrastructure of ${fittings.file} at ${places}, on a simulated cloud`;
}

function endOf(steps: readonly StepRecord[], keep: boolean, interrupted: boolean): string[] {
  const resultOf = (name: string) => {
    const step = steps.find((one) => one.name === name);
    if (step === undefined) return "not reached";
    return step.failed ? `failed: ${step.result}` : step.result;
  };
  return [
    ...(interrupted ? ["interrupted: what was made is gone with the simulated cloud"] : []),
    `second plan: ${resultOf("second plan")}`,
    keep ? "after destroy: not tried (--keep)" : `after destroy: ${resultOf("after destroy")}`,
  ];
}

function howToLook({ endpoints, folder }: Rehearsal): string {
  const [, first] = Object.entries(endpoints)[0] ?? [];
  return `
The cloud goes on, with all that was applied:

${Object.entries(endpoints)
  .map(([region, url]) => `  ${region.padEnd(7)} ${url}`)
  .join("\n")}

  curl -u ${LAB_ACCOUNT.user}:${LAB_ACCOUNT.password} ${first}/lab/state
  cd ${folder.stack} && terraform show

Ctrl-C ends it and removes everything in it.
`;
}

function whenAborted(signal: AbortSignal, then: () => void): void {
  if (signal.aborted) then();
  else signal.addEventListener("abort", then, { once: true });
}
