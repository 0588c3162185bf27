import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Terraform's processes under cdktf, known from the files that `keep-terraform.sh` keeps in a folder while they run.
 */
export class TerraformProcesses {
  private readonly interrupted = new Set<number>();

  public constructor(private readonly folder: string) {}

  /** Asks Terraform to finish what it has begun and to save its state. Returns false if none is running. */
  public interrupt(): boolean {
    const running = this.running();
    // at a second request, Terraform ends at once and loses what it has not saved
    for (const id of running.filter((id) => !this.interrupted.has(id))) {
      this.interrupted.add(id);
      try {
        process.kill(id, "SIGINT");
      } catch {
        // the process has just ended
      }
    }
    return running.length > 0;
  }

  /** Waits without a limit. */
  public async end(): Promise<void> {
    while (this.running().length > 0) {
      await sleep(200);
    }
  }

  private running(): number[] {
    return list(this.folder)
      .flatMap((keeper) => list(join(this.folder, keeper)))
      .map(Number)
      .filter(isRunning);
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // keep-terraform.sh has just removed it
    return [];
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
