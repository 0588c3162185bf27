import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../host/failure";

/** Folders for everything that a rehearsal of a stack writes. Absolute paths. */
export interface RehearsalFolder {
  /** The stack's own folder inside the rehearsal folder. */
  readonly path: string;
  /** cdktf's output folder. */
  readonly output: string;
  /** The stack's folder inside it: Terraform's working folder. */
  readonly stack: string;
  /** Terraform's state. */
  readonly state: string;
  /** What Terraform writes while it plans, applies and destroys. */
  readonly log: string;
  readonly report: string;
}

/** Where all rehearsals of a project write: absolute. */
export function rehearsalFolder(environment: NodeJS.ProcessEnv, root: string): string {
  return environment.REHEARSAL_FOLDER ?? join(root, "rehearsal");
}

/** The folder of a stack's rehearsals below `base`. */
export function folderOf(base: string, stack: string): RehearsalFolder {
  const path = join(base, stack);
  const output = join(path, "cdktf.out");
  return {
    path,
    output,
    stack: join(output, "stacks", stack),
    state: join(path, "state", "terraform.tfstate"),
    log: join(path, "terraform.log"),
    report: join(path, "report.md"),
  };
}

/**
 * Empties the folder for a new rehearsal: the simulated cloud of the previous one no longer exists, so its state is
 * useless. Only its owner can read the folder, because a state contains passwords, even if only a rehearsal's. Returns
 * a function that releases the folder.
 * @throws Failure if another rehearsal of this stack is running
 */
export function takeFolder(folder: RehearsalFolder): () => void {
  const holder = join(folder.path, "running");
  const running = existsSync(holder) ? Number(readFileSync(holder, "utf8")) : undefined;
  if (running !== undefined && isRunning(running)) {
    throw new Failure(`another rehearsal of this stack is running (process ${running})`, [
      "wait for its end, or end it with Ctrl-C where it runs",
    ]);
  }
  rmSync(folder.path, { recursive: true, force: true });
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  chmodSync(folder.path, 0o700);
  writeFileSync(holder, `${process.pid}\n`, { flag: "wx" });
  return () => rmSync(holder, { force: true });
}

function isRunning(id: number): boolean {
  try {
    // an empty file gives 0, and 0 or less is not a process
    return id > 0 && id !== process.pid && process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
