import type { ListrTask } from "listr2";
import { Failure, Interrupted } from "../../host/failure";
import type { KindProgress } from "../terraform/progress";
import { type DisplayOptions, KEPT_OUTPUT, showTasks } from "./display";
import type { Journal, StepRecord } from "./journal";
import { duration } from "./markdown";

/** Receives lines of progress. */
export type Say = (line: string) => void;

/** The result of a step. */
export interface StepResult {
  /** In a few words, e.g. `33 resources`. */
  readonly result: string;
  /** Its effect on resources, by kind. */
  readonly kinds?: readonly Readonly<KindProgress>[];
}

/**
 * A step. If a step that only reports about the plan fails, the next steps still run; after an interrupted one none does.
 */
export type Step = readonly [
  name: string,
  work: (say: Say) => Promise<StepResult>,
  onFailure?: "go on after a failure",
];

export interface StepOptions extends DisplayOptions {
  readonly journal: Journal;
}

/** Runs the steps and records each in the journal. Returns the failures in order. */
export async function runSteps(list: readonly Step[], options: StepOptions): Promise<unknown[]> {
  const { journal } = options;
  const failures: unknown[] = [];
  const tasks = list.map(
    ([name, work, onFailure]): ListrTask => ({
      title: name,
      exitOnError: onFailure === undefined,
      skip: () => failures.some((failure) => failure instanceof Interrupted) && "interrupted",
      rendererOptions: KEPT_OUTPUT,
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
  // each error is in `failures`
  await showTasks(tasks, options);
  return failures;
}

/** An error as the terminal and the report show it. */
export function explainFailure(error: unknown): string {
  if (error instanceof Failure) {
    return [error.message, ...error.hints.map((hint) => `  ${hint}`)].join("\n");
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function titleOf({ name, result, began, ended }: StepRecord): string {
  return `${name.padEnd(14)} ${result.padEnd(32)} ${duration(ended - began).padStart(10)}`;
}
