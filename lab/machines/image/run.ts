import { Failure } from "../../host/failure";
import { type ProgramOptions, runProgram } from "../../host/program";

export interface RunOptions extends Pick<ProgramOptions, "cancellation" | "onLine" | "onText"> {
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

const LINES_SHOWN = 15;

/**
 * Runs a program and gives its standard output. When it is to end, so are all that it started: a shell alone would wait
 * for them.
 * @throws Failure with the last lines that it wrote
 * @throws Interrupted once it has ended, where it was asked to end
 */
export async function run(
  program: string,
  parameters: readonly string[],
  { environment = {}, cancellation, onLine, onText }: RunOptions = {},
): Promise<string> {
  const written: string[] = [];
  const { code, stdout } = await runProgram(program, parameters, {
    // messages are the same everywhere
    environment: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
    ...{ cancellation, onLine, asked: "all" },
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
