import { Listr, type ListrRendererValue, type ListrTask } from "listr2";
import type { Ending } from "./ending";
import { Failure } from "./failure";
import type { Journal, StepRecord } from "./journal";
import type { KindProgress } from "./progress";
import { duration } from "./report";

/** Takes a line that tells how far it is. */
export type Say = (line: string) => void;

/** What came of a step. */
export interface StepResult {
  /** In a few words, e.g. `33 resources`. */
  readonly result: string;
  /** What it did with resources, kind by kind. */
  readonly kinds?: readonly Readonly<KindProgress>[];
}

/** A step; one that says something about the plan and keeps nothing else from being tried is gone on after. */
export type Step = readonly [
  name: string,
  work: (say: Say) => Promise<StepResult>,
  onFailure?: "go on after a failure",
];

export interface StepOptions {
  readonly journal: Journal;
  readonly ending: Ending;
  /** Where progress is written. @default "default" on a terminal, else "verbose" */
  readonly renderer?: ListrRendererValue;
  /** Takes what is told beside the steps. */
  readonly print: (text: string) => void;
}

/** Does the steps, and notes each in the journal. Gives what went wrong, in the order in which it did. */
export async function runSteps(list: readonly Step[], options: StepOptions): Promise<unknown[]> {
  const { journal, ending, print } = options;
  const failures: unknown[] = [];
  const renderer = options.renderer ?? (process.stdout.isTTY ? "default" : "verbose");
  const tasks = list.map(
    ([name, work, onFailure]): ListrTask => ({
      title: name,
      exitOnError: onFailure === undefined,
      rendererOptions: { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY },
      task: async (_, task) => {
        try {
          const say: Say = (line) => {
            task.output = line;
          };
          const record = await journal.during(name, () => work(say));
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
  const tellThatItEnds = (): void => print("ending what runs; Ctrl-C again does not wait for it");
  ending.asked.addEventListener("abort", tellThatItEnds);
  // each error is in `failures`
  await listr.run().catch(() => {});
  ending.asked.removeEventListener("abort", tellThatItEnds);
  return failures;
}

/** An error as a reader of the terminal and of the report sees it. */
export function explainFailure(error: unknown): string {
  if (error instanceof Failure) return [error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n");
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function titleOf({ name, result, began, ended }: StepRecord): string {
  return `${name.padEnd(14)} ${result.padEnd(32)} ${duration(ended - began).padStart(10)}`;
}
