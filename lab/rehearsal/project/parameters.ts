import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { isMap, parseDocument } from "yaml";

/** Where parameters are read from, and where a parameter file may be written. */
export interface ParameterPlaces {
  /** The project's folder; names of parameter files are relative to it. */
  readonly root: string;
  /** Absolute. */
  readonly folder: string;
}

/**
 * Sets a parameter in addition to a user's own, or replaces the user's value. Keeps the form of the variable
 * PARAMETERS: text, or the path of a file, which is created.
 * @param written value of PARAMETERS; undefined: nothing
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
  // whoever reads the parameters reports a malformed file
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
