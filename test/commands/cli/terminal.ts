import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { type Project, ROOT } from "../project";

/** What a test uses of the pseudo-terminals that cdktf brings along. */
interface Pty {
  /** Path of the device. */
  readonly _pty: string;
  write(text: string): void;
  destroy(): void;
  onData(listener: (text: string) => void): void;
  onExit(listener: (end: { exitCode: number }) => void): void;
}

interface PtyModule {
  spawn(file: string, args: readonly string[], options: object): Pty;
}

/** A command on a terminal, with a person's hands on the keys. */
export class Terminal {
  public readonly finished: Promise<{ readonly code: number; readonly said: string }>;
  private readonly pty: Pty;
  private written = "";
  private ended = false;

  public constructor(project: Project, command: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
    const { spawn } = createRequire(__filename)("@cdktf/node-pty-prebuilt-multiarch") as PtyModule;
    this.pty = spawn(`${ROOT}/plumbline`, [command, ...args], {
      cwd: project.folder,
      env: { ...project.env, ...env },
      cols: 160,
      rows: 50,
    });
    this.pty.onData((text) => {
      this.written += text;
    });
    this.finished = new Promise((resolve) => {
      this.pty.onExit(({ exitCode }) => {
        this.ended = true;
        resolve({ code: exitCode, said: this.said });
      });
    });
  }

  /** Everything that has been on the screen, without colours. */
  private get said(): string {
    return stripVTControlCharacters(this.written);
  }

  /** Waits until something has been on the screen; an error where the command ends without it. */
  public async shows(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.said)) {
      if (this.ended) {
        throw new Error(`the command ended without ${pattern}:\n${this.said}`);
      }
      await sleep(50);
    }
  }

  /** Waits until keys are read one by one, or no longer are: a question is on the screen a moment before it listens. */
  public async listens(wanted = true): Promise<void> {
    const listens = () => execFileSync("stty", ["-F", this.pty._pty, "-a"], { encoding: "utf8" }).includes("-icanon");
    while (listens() !== wanted) {
      await sleep(50);
    }
  }

  public press(keys: string): void {
    this.pty.write(keys);
  }

  /** Closes the window: what runs in it is hung up. */
  public close(): void {
    this.pty.destroy();
  }
}
