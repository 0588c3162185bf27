import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { Failure } from "../host/failure";
import type { Command } from "./image/machine-image";
import { Qmp } from "./qmp";

/** The longest path of a unix socket, in bytes: what the system has room for, less the byte that ends it. */
const LONGEST_SOCKET_PATH = 107;

/** How long QEMU may take to end by itself once it was told to, in milliseconds; it takes 2 s on a slow host. */
const LONGEST_QUIT_MS = 20_000;

/** How much of what QEMU says of itself is kept, in characters. */
const SAID = 8_000;

export interface EmulatorOptions {
  /** QEMU: the program and the parameters that it always has. */
  readonly command: Command;
  /** What this one is to be; nothing secret, since every user of the host can read it. */
  readonly parameters: readonly string[];
  /** Where its control socket goes: absolute, and its owner's alone. */
  readonly folder: string;
  /** What its socket is called. */
  readonly name: string;
  /** What messages call it. @default the name of its socket */
  readonly title?: string | undefined;
  /** Takes what it writes to standard output: its guest's console. */
  readonly onConsole?: ((text: Buffer) => void) | undefined;
}

/** How a process has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Refuses a path that is too long for a unix socket: the system would cut it without a word. */
export function requireSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length > LONGEST_SOCKET_PATH) {
    throw new Failure(`${path} has ${length} bytes; a unix socket's path has at most ${LONGEST_SOCKET_PATH}`, [
      "put the lab's files into a folder with a shorter path",
    ]);
  }
}

/** One QEMU process of ours, with its control connection. It leads a session of its own: no terminal's Ctrl-C reaches it. */
export class Emulator {
  private constructor(
    /** What messages call it. */
    readonly name: string,
    readonly qmp: Qmp,
    private readonly child: ChildProcess,
    /** Settles when the process is gone, however it went. */
    readonly ended: Promise<Ended>,
    private readonly said: () => string,
  ) {}

  /**
   * Starts QEMU and waits until it answers; its guest need not run yet.
   * @throws Failure with what QEMU says, where it does not start
   */
  static async launch(options: EmulatorOptions): Promise<Emulator> {
    const { folder, name } = options;
    const path = join(folder, `${name}.qmp`);
    requireSocketPath(path);
    rmSync(path, { force: true });
    const { server, connected } = await awaitConnection(path);
    try {
      // it calls us, so nothing has to be tried again until it listens
      const control = [
        "-chardev",
        `socket,id=qmp,path=${escaped(path)},server=off`,
        "-mon",
        "chardev=qmp,mode=control",
      ];
      const [program = "", ...rest] = [
        ...endedWithUs(),
        ...[options.command.program, ...options.command.leading],
        ...options.parameters,
        ...control,
      ];
      const child = spawn(program, rest, {
        cwd: folder,
        // what we were given may hold credentials, and QEMU needs none of it
        env: { PATH: process.env.PATH, LC_ALL: "C" },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      const { qmp, gone, said } = await attend(child, options, connected);
      return new Emulator(options.title ?? name, qmp, child, gone, said);
    } finally {
      server.close();
    }
  }

  get pid(): number {
    return this.child.pid ?? -1;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What QEMU itself has said last, e.g. why it ended. */
  get words(): string {
    return this.said().trim();
  }

  /** Ends QEMU as a power cut ends a machine: all that the guest has written is in its disks, nothing else. */
  async quit(): Promise<Ended> {
    const tooLong = setTimeout(() => this.kill(), LONGEST_QUIT_MS);
    try {
      await this.qmp.execute("quit").catch(() => {
        // it ends before it answers, or does not listen any more: the time above is its last
      });
      return await this.ended;
    } finally {
      clearTimeout(tooLong);
    }
  }

  /** Ends the process at once. Its disks may be broken: only for what is thrown away, or does not end otherwise. */
  kill(): Promise<Ended> {
    if (this.running) {
      // until its end is told here the system gives its id to no other
      this.child.kill("SIGKILL");
    }
    return this.ended;
  }
}

/** A value of QEMU's comma separated form. */
export function escaped(value: string): string {
  return value.replaceAll(",", ",,");
}

/** Has the system end the process with us, where it can. */
function endedWithUs(): readonly string[] {
  return process.platform !== "linux" ? [] : ["setpriv", "--pdeathsig", "KILL", "--"];
}

async function awaitConnection(path: string): Promise<{ server: Server; connected: Promise<Socket> }> {
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => server.once("connection", resolve));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  return { server, connected };
}

interface Attended {
  readonly qmp: Qmp;
  readonly gone: Promise<Ended>;
  readonly said: () => string;
}

/** Follows a process that has just been started until it answers, or says why it does not. */
async function attend(child: ChildProcess, options: EmulatorOptions, connected: Promise<Socket>): Promise<Attended> {
  const { name, title = name, onConsole } = options;
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-SAID);
  });
  child.stdout?.on("data", (text: Buffer) => onConsole?.(text));
  const gone = new Promise<Ended>((resolve, reject) => {
    child.once("error", (error) => reject(notRunnable(options, error)));
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  const early = gone.then(({ code, signal }) => {
    throw new Failure(
      `qemu for ${title} ended at once (${signal ?? `exit code ${code}`}): ${said.trim() || "no word"}`,
    );
  });
  // when it ends later, nobody waits for this any more
  early.catch(() => {});
  try {
    const connection = await Promise.race([connected, early]);
    const qmp = await Promise.race([Qmp.over(connection), early]);
    return { qmp, gone, said: () => said };
  } catch (error) {
    child.kill("SIGKILL");
    // its own words, rather than those of a connection that broke because of it
    await early;
    throw error;
  }
}

function notRunnable({ command, name, title = name }: EmulatorOptions, error: Error): Failure {
  return new Failure(`cannot run qemu for ${title}: ${error.message}`, [
    `the command is ${[command.program, ...command.leading].join(" ")}, under setpriv of util-linux`,
  ]);
}
