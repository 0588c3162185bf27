import { existsSync } from "node:fs";
import { basename, join } from "node:path";

/** `run` bundles each program of a clone into one folder; in a package, files lie as they do in the sources. */
const ROOT = basename(__dirname) === ".build" ? join(__dirname, "..") : join(__dirname, "..", "..");

/** Whether this runs from a package, whose programs are JavaScript already. */
export const isPackaged = existsSync(join(ROOT, "main.js"));

/** A file of this project's own, wherever it is installed. */
export function ownFile(path: string): string {
  return join(ROOT, path);
}

/** The synthesis as a command: program and arguments. */
export function synthesis(): readonly [program: string, ...words: string[]] {
  return isPackaged ? [process.execPath, ownFile("main.js")] : [ownFile("run"), "main.ts"];
}
