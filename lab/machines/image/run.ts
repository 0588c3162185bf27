import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Ending } from "../../rehearsal/ending";
import { Failure, Interrupted } from "../../rehearsal/failure";

export interface RunOptions {
  /** Added to this process's own. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly ending?: Ending | undefined;
  /** Takes standard output line by line, while the program runs. */
  readonly onLine?: (line: string) => void;
  /** Takes all that it writes, e.g. for a log. */
  readonly onText?: (text: string) => void;
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
  { environment = {}, ending, onLine, onText }: RunOptions = {},
): Promise<string> {
  if (ending?.asked.aborted) {
    throw new Interrupted();
  }
  const child = spawn(program, parameters, {
    // messages are the same everywhere
    env: { ...process.env, LC_ALL: "C.UTF-8", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const written: string[] = [];
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    written.push(line);
    onLine?.(line);
    onText?.(`${line}\n`);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    written.push(line);
    onText?.(`${line}\n`);
  });
  const end = (name: NodeJS.Signals) => () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // it has just ended by itself
    }
  };
  const ask = end("SIGTERM");
  const kill = end("SIGKILL");
  ending?.asked.addEventListener("abort", ask);
  ending?.insisted.addEventListener("abort", kill);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on("error", (error) => reject(new Failure(`cannot run ${program}: ${error.message}`)));
      child.on("close", (status) => resolve(status ?? 128));
    });
    if (ending?.asked.aborted) {
      throw new Interrupted();
    }
    if (code !== 0) {
      throw new Failure(`${[program, ...parameters].join(" ")} ended with status ${code}`, written.slice(-LINES_SHOWN));
    }
    return lines.join("\n");
  } finally {
    ending?.asked.removeEventListener("abort", ask);
    ending?.insisted.removeEventListener("abort", kill);
  }
}
