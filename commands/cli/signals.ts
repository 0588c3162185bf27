import { constants } from "node:os";

const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndingSignal = (typeof ENDING)[number];

/**
 * Does work during which a request to end (Ctrl-C, SIGTERM, SIGHUP) is passed to `onSignal` and does not end this
 * process. Returns the result and the first signal, if there was one.
 */
export async function attendSignals<Result>(
  onSignal: (signal: EndingSignal) => void,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly signal: EndingSignal | undefined }> {
  let first: EndingSignal | undefined;
  const listener = (signal: NodeJS.Signals) => {
    first ??= signal as EndingSignal;
    onSignal(signal as EndingSignal);
  };
  for (const signal of ENDING) {
    process.on(signal, listener);
  }
  try {
    const result = await work();
    return { result, signal: first };
  } finally {
    for (const signal of ENDING) {
      process.off(signal, listener);
    }
  }
}

/** The exit code that a shell reports for a signal: 130 for Ctrl-C. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
