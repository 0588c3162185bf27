import { Failure } from "../../host/failure";
import { type ProgramOptions, runProgram } from "../../host/program";

export interface RunOptions extends Pick<ProgramOptions, "cancellation" | "onLine" | "onText"> {
  /** Added to this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

const LINES_SHOWN = 15;

/**
 * Runs a program and returns its standard output. Cancellation ends its whole process group: a shell alone would wait
 * for its children.
 * @throws Failure with its last lines of output
 * @throws Interrupted after it has ended, if it was cancelled
 */
export async function run(
  program: string,
  parameters: readonly string[],
  { environment = {}, cancellation, onLine, onText }: RunOptions = {},
): Promise<string> {
  const written: string[] = [];
  const { code, stdout } = await runProgram(program, parameters, {
    // messages in the same language everywhere
    environment: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
    ...{ cancellation, onLine, signals: "group" },
    onText: (text) => {
      written.push(text.trimEnd());
      onText?.(text);
    },
  });
  if (code !== 0) {
    throw new Failure(`${[program, ...parameters].join(" ")} ended with status ${code}`, written.slice(-LINES_SHOWN));
  }
  return stdout;
}
