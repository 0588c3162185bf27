import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { isMap, parseDocument } from "yaml";

/** Where parameters are read from, and where a file of them may be written. */
export interface ParameterPlaces {
  /** The project's folder: a file of parameters is named relative to it. */
  readonly root: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Gives a parameter a value beside those that a user gave, or in place of the user's own: in the form of the variable
 * PARAMETERS, as text or as the path of a file that is made for it.
 * @param written as PARAMETERS has it; undefined: nothing
 */
export function withParameter(
  written: string | undefined,
  [name, value]: readonly [name: string, value: string],
  { root, folder }: ParameterPlaces,
): string {
  if (written === undefined) {
    return `${name}=${value}`;
  }
  // of two values, the last one counts
  if (written.includes("=")) {
    return `${written.replace(/,$/, "")},${name}=${value}`;
  }
  const file = isAbsolute(written) ? written : resolve(root, written);
  const document = existsSync(file) ? parseDocument(readFileSync(file, "utf8")) : undefined;
  // what is no file of parameters is told of by whoever reads it
  if (
    document === undefined ||
    document.errors.length > 0 ||
    !(document.contents === null || isMap(document.contents))
  ) {
    return written;
  }
  document.set(name, value);
  const text = String(document);
  const made = join(folder, `parameters-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.yaml`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(made, text, { mode: 0o600 });
  return made;
}
