import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/**
 * Which process is meant: an id alone is given to another process one day, an id with the time of its start is not.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** As the system tells it; only good for being compared. */
  readonly started: string;
  /** A text that its command line holds, such as the folder of its files. */
  readonly mark: string;
}

interface Seen {
  readonly started: string;
  readonly command: string;
}

/** What the system knows of a process; undefined: there is none, or it has ended and only waits to be forgotten. */
export function lookUp(pid: number, hasProc = existsSync("/proc/self/stat")): Seen | undefined {
  try {
    return hasProc ? fromProc(pid) : fromPs(pid);
  } catch {
    return undefined;
  }
}

function fromProc(pid: number): Seen | undefined {
  // the name in brackets is the program's own choice: it may hold spaces and brackets
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  const [state, started] = [fields[0], fields[19]];
  if (state === "Z" || state === "X" || started === undefined) {
    return undefined;
  }
  return { started, command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") };
}

function fromPs(pid: number): Seen | undefined {
  const text = execFileSync("ps", ["-ww", "-o", "stat=,lstart=,command=", "-p", `${pid}`], { encoding: "utf8" });
  const [, state, started, command] = /^\s*(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\d+)\s+(.*)$/s.exec(text) ?? [];
  return state === undefined || started === undefined || state.startsWith("Z")
    ? undefined
    : { started, command: command ?? "" };
}

/** The identity of a process that runs; undefined: it does not. */
export function identify(pid: number, mark: string): ProcessIdentity | undefined {
  const seen = lookUp(pid);
  return seen && { pid, started: seen.started, mark };
}

/** Whether exactly this process still runs. */
export function runs({ pid, started, mark }: ProcessIdentity): boolean {
  const seen = lookUp(pid);
  return seen !== undefined && seen.started === started && seen.command.includes(mark);
}

/** Ends exactly this process, the hard way. False: it was not there any more. */
export function kill(identity: ProcessIdentity): boolean {
  if (!runs(identity)) {
    return false;
  }
  try {
    process.kill(identity.pid, "SIGKILL");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") {
      return false;
    }
    throw error;
  }
}

/** Writes down which process it is, for a later run. */
export function keepIdentity(file: string, identity: ProcessIdentity): void {
  writeFileSync(file, `${JSON.stringify(identity)}\n`, { mode: 0o600 });
}

/** What was written down; undefined: nothing, or nothing that can be read. */
export function keptIdentity(file: string): ProcessIdentity | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8")) as Partial<ProcessIdentity>;
    const { pid, started, mark } = kept;
    const isWhole = Number.isSafeInteger(pid) && typeof started === "string" && typeof mark === "string" && mark !== "";
    return isWhole ? { pid: pid as number, started, mark } : undefined;
  } catch {
    return undefined;
  }
}

export function forgetIdentity(file: string): void {
  rmSync(file, { force: true });
}
