import { copyFileSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";

/** The project's folder. */
export const ROOT = resolve(__dirname, "../../..");

/** The default plan under the same name in a folder of its own, to be changed line by line; and a place to rehearse it. */
export class PlanFile {
  readonly folder = mkdtempSync(join(tmpdir(), "plumbline-rehearsal-"));
  private text = readFileSync(join(ROOT, "fittings.yaml"), "utf8");

  constructor() {
    copyFileSync(join(ROOT, "persons.sql"), join(this.folder, "persons.sql"));
    this.write();
  }

  /** Relative to the project's folder. */
  get path(): string {
    return relative(ROOT, join(this.folder, "fittings.yaml"));
  }

  /** With the stand-ins, whatever the machine has: they alone take the short way of the tests. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, LAB_PROVIDERS: "stand-in", REHEARSAL_FOLDER: join(this.folder, "rehearsal") };
  }

  /** Replaces text that is there, each time that it is. */
  change(from: string, to: string): void {
    if (!this.text.includes(from)) {
      throw new Error(`the plan does not have ${JSON.stringify(from)}`);
    }
    this.text = this.text.replaceAll(from, to);
    this.write();
  }

  /** Takes another plan in its place. */
  replaceWith(path: string): void {
    this.text = readFileSync(path, "utf8");
    this.write();
  }

  /** Command lines of processes that work in this folder. */
  processes(): string[] {
    const ids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return ids.flatMap((id) => {
      try {
        const isHere = readlinkSync(`/proc/${id}/cwd`).startsWith(this.folder);
        return isHere ? [readFileSync(`/proc/${id}/cmdline`, "utf8")] : [];
      } catch {
        // it has just ended, or is another account's
        return [];
      }
    });
  }

  /**
   * What a file of the rehearsal holds. The stack is named after the whole path of the plan.
   * @param kind the folder of another kind of rehearsal
   */
  read(path: string, kind = ""): string {
    const base = join(this.folder, "rehearsal", kind);
    const [stack = ""] = readdirSync(base);
    return readFileSync(join(base, stack, path), "utf8");
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(): void {
    writeFileSync(join(this.folder, "fittings.yaml"), this.text);
  }
}
