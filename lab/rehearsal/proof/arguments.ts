import { readdirSync, readFileSync } from "node:fs";

/** A process that lives shorter than this may be missed, which is why it is called a sample. */
const INTERVAL_MS = 250;

/** Samples the arguments of all processes of this machine. Source: proc_pid_cmdline(5). */
export class ArgumentSampler {
  private readonly seen = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looks = 0;

  start(): void {
    this.timer = setInterval(() => this.look(), INTERVAL_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Number of samples. */
  get samples(): number {
    return this.looks;
  }

  /** Each command line once. */
  get text(): string {
    return [...this.seen].join("\n");
  }

  look(): void {
    this.looks += 1;
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) {
        continue;
      }
      try {
        const text = readFileSync(`/proc/${entry}/cmdline`, "latin1");
        if (text !== "") {
          this.seen.add(text.replaceAll("\0", " "));
        }
      } catch {
        // the process has ended since the folder was read
      }
    }
  }
}
