import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters as plain } from "node:util";

export const ROOT = resolve(__dirname, "..", "..");

/** The name of the stack in a `Project`: its plan's. */
export const STACK = "tiny";

/** The least that is a plan: the commands need no more of it than its name. */
const PLAN = `name: ${STACK}
operators: [192.0.2.0/24]
---
locationId: EU6
blueprints:
  - alone:
      domain: {name: Tiny}
      ethernet: {name: front, subnet: 10.1.0.0}
`;

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An operator's project in a folder of its own, in which this repository's commands are run as npm runs them. */
export class Project {
  public readonly folder = realpathSync(mkdtempSync(join(tmpdir(), "plumbline-test-")));
  /** Where programs that this project starts put temporary files, to see what they leave behind. */
  public readonly temporary = join(this.folder, "tmp");
  public readonly stateFile = join(this.folder, "state", `terraform.${STACK}.tfstate`);
  public readonly stackFolder = join(this.folder, "cdktf.out", "stacks", STACK);

  public constructor() {
    mkdirSync(this.temporary);
    mkdirSync(join(this.folder, "home"));
    writeFileSync(join(this.folder, "fittings.yaml"), PLAN);
    writeFileSync(join(this.folder, "terraform.rc"), "");
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"));
  }

  public get env(): NodeJS.ProcessEnv {
    const { PATH, LANG } = process.env;
    return {
      PATH,
      LANG,
      TERM: "xterm",
      HOME: join(this.folder, "home"),
      TMPDIR: this.temporary,
      TF_CLI_CONFIG_FILE: join(this.folder, "terraform.rc"),
      CHECKPOINT_DISABLE: "1",
      MCP_USER: "rehearsal",
      MCP_PASSWORD: "rehearsal",
    };
  }

  /** Starts a command in a process group of its own, so that a test can send Ctrl-C as a terminal does. */
  public start(
    command: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
    by: readonly string[] = [join(ROOT, "plumbline")],
  ) {
    const [program = "", ...words] = by;
    const child = spawn(program, [...words, command, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const finished = new Promise<Finished>((settle, fail) => {
      child.on("error", fail);
      child.on("close", (code, signal) => settle({ code, signal, stdout: plain(stdout), stderr: plain(stderr) }));
    });
    const pid = child.pid as number;
    return { finished, stdin: child.stdin, pid, signalGroup: (signal: NodeJS.Signals) => process.kill(-pid, signal) };
  }

  /** Runs a command with nothing to read. */
  public run(
    command: string,
    args: readonly string[] = [],
    env: NodeJS.ProcessEnv = {},
    by?: readonly string[],
  ): Promise<Finished> {
    const { finished, stdin } = this.start(command, args, env, by);
    stdin.end();
    return finished;
  }

  public leftBehind(): string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith("plumbline-"));
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
