import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Cancellation } from "./cancellation";
import { Failure, Interrupted } from "./failure";

export interface ProgramOptions {
  /** @default this process's own */
  readonly folder?: string;
  /** @default this process's own */
  readonly environment?: NodeJS.ProcessEnv;
  /** @default nobody ends it */
  readonly cancellation?: Cancellation | undefined;
  /** Who is asked to end: the program, which sees to its own, by SIGINT; or all that it started too, by SIGTERM. @default it */
  readonly asked?: "it" | "all";
  /** Kills it and all that it started, at once, as an accident does. @default nothing does */
  readonly accident?: AbortSignal | undefined;
  /** What it reads from standard input. @default nothing */
  readonly input?: string | undefined;
  /** Takes standard output line by line, while the program runs. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Takes whole lines of both outputs, e.g. for a log. */
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
 * Runs a program to its end. It leads a process group of its own, so that a terminal's Ctrl-C does not reach it beside
 * the one signal that we send: Terraform takes a second one as an order to give up.
 * @throws Interrupted once it has ended, where it was asked to end
 */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  { folder, environment, cancellation, asked = "it", accident, input, onLine, onText }: ProgramOptions = {},
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
  // a program that ends before it has read everything says so by its exit code
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
    asked === "it" ? signal(child.pid, "SIGINT") : signal(child.pid && -child.pid, "SIGTERM");
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
    // it has just ended by itself
  }
}
