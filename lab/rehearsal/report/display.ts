import { Listr, type ListrRendererValue, type ListrTask } from "listr2";
import type { Cancellation } from "../../host/cancellation";

export interface DisplayOptions {
  readonly cancellation: Cancellation;
  /** Where progress is written. @default "default" on a terminal, else "verbose" */
  readonly renderer?: ListrRendererValue;
  /** Receives lines between the tasks. */
  readonly print: (text: string) => void;
}

/** Keeps the output of finished tasks on the screen. */
export const KEPT_OUTPUT = { persistentOutput: true, outputBar: Number.POSITIVE_INFINITY } as const;

/**
 * Runs tasks and shows their progress. The tasks record their failures themselves.
 * @param concurrent how many at once
 */
export async function showTasks(tasks: ListrTask[], options: DisplayOptions, concurrent = 1): Promise<void> {
  const { cancellation, print } = options;
  const listr = new Listr(tasks, {
    concurrent,
    renderer: (options.renderer ?? (process.stdout.isTTY ? "default" : "verbose")) as "default",
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
    registerSignalListeners: false,
  });
  const tellThatItEnds = (): void => print("ending what runs; Ctrl-C again does not wait for it");
  cancellation.asked.addEventListener("abort", tellThatItEnds);
  await listr.run().catch(() => {});
  cancellation.asked.removeEventListener("abort", tellThatItEnds);
}
