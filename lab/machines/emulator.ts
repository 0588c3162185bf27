import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { Failure } from "../host/failure";
import type { Command } from "./image/machine-image";
import { Qmp } from "./qmp";

/** The longest path of a unix socket: the system's limit without the final zero. */
const LONGEST_SOCKET_PATH_BYTES = 107;

/** How long QEMU may take to end after it was told to; 2 s on a slow host. */
const LONGEST_QUIT_MS = 20_000;

/** How much of QEMU's own output is kept. */
const SAID_CHARACTERS = 8_000;

export interface EmulatorOptions {
  /** QEMU: the program and its fixed parameters. */
  readonly command: Command;
  /** Parameters of this process; no secrets, because every user of the host can read them. */
  readonly parameters: readonly string[];
  /** Folder of its control socket: absolute, accessible to its owner only. */
  readonly folder: string;
  /** Name of the socket. */
  readonly name: string;
  /** Its name in messages. @default the name of its socket */
  readonly title?: string | undefined;
  /** Receives its standard output: the guest's console. */
  readonly onConsole?: ((text: Buffer) => void) | undefined;
}

/** How a process has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Refuses a path that is too long for a unix socket; the system would truncate it silently. */
export function requireSocketPath(path: string): void {
  const length = Buffer.byteLength(path);
  if (length > LONGEST_SOCKET_PATH_BYTES) {
    throw new Failure(`${path} has ${length} bytes; a unix socket's path has at most ${LONGEST_SOCKET_PATH_BYTES}`, [
      "put the lab's files into a folder with a shorter path",
    ]);
  }
}

/** One QEMU process with its control connection. It leads its own session, so that no terminal's Ctrl-C reaches it. */
export class Emulator {
  private constructor(
    /** Its name in messages. */
    readonly name: string,
    readonly qmp: Qmp,
    private readonly child: ChildProcess,
    /** Settles when the process has ended for any reason. */
    readonly ended: Promise<Ended>,
    private readonly said: () => string,
  ) {}

  /**
   * Starts QEMU and waits until it answers. The guest need not run yet.
   * @throws Failure with QEMU's output if it does not start
   */
  static async launch(options: EmulatorOptions): Promise<Emulator> {
    const { folder, name } = options;
    const path = join(folder, `${name}.qmp`);
    requireSocketPath(path);
    rmSync(path, { force: true });
    const { server, connected } = await awaitConnection(path);
    try {
      // QEMU connects to us, so that nobody has to poll until it listens
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
        // our own environment may hold credentials, and QEMU needs none of it
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

  /** QEMU's last output, e.g. why it ended. */
  get words(): string {
    return this.said().trim();
  }

  /** Ends QEMU as a power failure ends a machine: disks contain what the guest has written, and nothing else. */
  async quit(): Promise<Ended> {
    const tooLong = setTimeout(() => this.kill(), LONGEST_QUIT_MS);
    try {
      await this.qmp.execute("quit").catch(() => {
        // it ended before it answered, or no longer listens: the time limit above ends it
      });
      return await this.ended;
    } finally {
      clearTimeout(tooLong);
    }
  }

  /** Kills the process. Its disks may be damaged: only for machines that are thrown away or do not end otherwise. */
  kill(): Promise<Ended> {
    if (this.running) {
      // until its end is reported here, the system does not reuse its process id
      this.child.kill("SIGKILL");
    }
    return this.ended;
  }
}

/** A value in QEMU's comma separated form. */
export function escaped(value: string): string {
  return value.replaceAll(",", ",,");
}

/** Asks the system to end the process with us, where the system can. */
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

/** Waits until a new process answers, or reports why it does not. */
async function attend(child: ChildProcess, options: EmulatorOptions, connected: Promise<Socket>): Promise<Attended> {
  const { name, title = name, onConsole } = options;
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-SAID_CHARACTERS);
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
  // if it ends later, nobody waits for this promise any more
  early.catch(() => {});
  try {
    const connection = await Promise.race([connected, early]);
    const qmp = await Promise.race([Qmp.over(connection), early]);
    return { qmp, gone, said: () => said };
  } catch (error) {
    child.kill("SIGKILL");
    // its own output, rather than the error of the connection that broke because it ended
    await early;
    throw error;
  }
}

function notRunnable({ command, name, title = name }: EmulatorOptions, error: Error): Failure {
  return new Failure(`cannot run qemu for ${title}: ${error.message}`, [
    `the command is ${[command.program, ...command.leading].join(" ")}, under setpriv of util-linux`,
  ]);
}
