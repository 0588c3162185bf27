import { Listr, type ListrRendererValue, type ListrTask } from "listr2";
import { LAB_ACCOUNT } from "../cloud/cloud";
import { Failure, Interrupted } from "./failure";
import type { StepRecord } from "./journal";
import { Rehearsal, type RehearsalOptions, type Say } from "./rehearsal";
import { duration } from "./report";

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

type Step = readonly [name: string, work: (say: Say) => ReturnType<Rehearsal["apply"]>];

/** Steps whose failure says something about the plan and keeps nothing else from being tried. */
const GO_ON_AFTER: ReadonlySet<string> = new Set(["second plan", "checks"]);

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
    const failures = await runSteps(steps(rehearsal, keep), rehearsal, options);
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
    ["second plan", () => rehearsal.planAgain()],
    ["checks", () => rehearsal.check()],
  ];
  const remove: Step[] = [
    ["destroy", (say) => rehearsal.destroy(say)],
    ["after destroy", () => rehearsal.nothingLeft()],
  ];
  return keep ? build : [...build, ...remove];
}

/** Does the steps. Gives what went wrong; after most failures there is nothing more to be tried. */
async function runSteps(
  list: readonly Step[],
  rehearsal: Rehearsal,
  options: InfrastructureOptions,
): Promise<unknown[]> {
  const failures: unknown[] = [];
  const renderer = options.renderer ?? (process.stdout.isTTY ? "default" : "verbose");
  const tasks = list.map(
    ([name, work]): ListrTask => ({
      title: name,
      exitOnError: !GO_ON_AFTER.has(name),
      rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
      task: async (_, task) => {
        try {
          const say: Say = (line) => {
            task.output = line;
          };
          const record = await rehearsal.journal.during(name, () => work(say));
          task.title = titleOf(record);
        } catch (error) {
          failures.push(error);
          throw error;
        }
      },
    }),
  );
  const listr = new Listr(tasks, {
    renderer: renderer as "default",
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
    registerSignalListeners: false,
  });
  const tellThatItEnds = (): void => options.print("ending what runs; Ctrl-C again does not wait for it");
  options.ending.asked.addEventListener("abort", tellThatItEnds);
  // each error is in `failures`
  await listr.run().catch(() => {});
  options.ending.asked.removeEventListener("abort", tellThatItEnds);
  return failures;
}

function titleOf({ name, result, began, ended }: StepRecord): string {
  return `${name.padEnd(14)} ${result.padEnd(32)} ${duration(ended - began).padStart(10)}`;
}

function heading({ fittings }: Rehearsal): string {
  const places = fittings.locations.map(({ id }) => id).join(", ");
  return `Rehearsing the infrastructure of ${fittings.file} at ${places}, on a simulated cloud`;
}

function explainFailure(error: unknown): string {
  if (error instanceof Failure) return [error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n");
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
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
