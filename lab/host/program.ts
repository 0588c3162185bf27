import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Cancellation } from "./cancellation";
import { Failure, Interrupted } from "./failure";

export interface ProgramOptions {
  /** @default this process's folder */
  readonly folder?: string;
  /** @default this process's environment */
  readonly environment?: NodeJS.ProcessEnv;
  /** @default no cancellation */
  readonly cancellation?: Cancellation | undefined;
  /**
   * Who receives the request to end: the program alone (SIGINT), which then ends its own children, or its whole process
   * group (SIGTERM). @default the program
   */
  readonly signals?: "program" | "group";
  /** Kills the whole process group at once, to simulate an accident. @default none */
  readonly accident?: AbortSignal | undefined;
  /** Standard input. @default empty */
  readonly input?: string | undefined;
  /** Receives each line of standard output while the program runs. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Receives whole lines of both outputs, e.g. for a log. */
  readonly onText?: ((text: string) => void) | undefined;
}

export interface Outcome {
  /** 128 where a signal ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal?: NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, in its own process group: a terminal's Ctrl-C must not reach it in addition to the one
 * signal that we send, because Terraform gives up at a second signal.
 * @throws Interrupted after it has ended, if it was cancelled
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { folder, environment, cancellation, signals = "program", accident, input, onLine, onText }: ProgramOptions = {},
): Promise<Outcome> {
  if (cancellation?.asked.aborted) {
    throw new Interrupted();
  }
  const child = spawn(program, parameters, {
    cwd: folder,
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  // if a program ends before it has read everything, its exit code says so
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const lines: string[] = [];
  const complaints: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    onLine?.(line);
    onText?.(`${line}\n`);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    complaints.push(line);
    onText?.(`${line}\n`);
  });
  const interrupt = (): void =>
    signals === "program" ? signal(child.pid, "SIGINT") : signal(child.pid && -child.pid, "SIGTERM");
  const kill = (): void => signal(child.pid && -child.pid, "SIGKILL");
  cancellation?.asked.addEventListener("abort", interrupt);
  cancellation?.insisted.addEventListener("abort", kill);
  accident?.addEventListener("abort", kill);
  try {
    const end = await new Promise<Pick<Outcome, "code" | "signal">>((resolve, reject) => {
      child.on("error", (error) =>
        reject(new Failure(`cannot run ${program}: ${error.message}`, [`install it, or put it in the PATH`])),
      );
      child.on("close", (code, signal) => resolve({ code: code ?? 128, ...(signal !== null && { signal }) }));
    });
    if (cancellation?.asked.aborted) {
      throw new Interrupted();
    }
    return { ...end, stdout: lines.join("\n"), stderr: complaints.join("\n") };
  } finally {
    cancellation?.asked.removeEventListener("abort", interrupt);
    cancellation?.insisted.removeEventListener("abort", kill);
    accident?.removeEventListener("abort", kill);
  }
}

function signal(id: number | undefined, name: NodeJS.Signals): void {
  try {
    if (id !== undefined) {
      process.kill(id, name);
    }
  } catch {
    // the process group has just ended
  }
}
