import { createHash } from "node:crypto";

/** The name becomes that of a folder and of files. */
const LONGEST = 63;

/**
 * The name of the stack that a plan's path gives: `fittings.yaml` is `fittings`, `plans/a.yaml` is `plans-a`. Steps up
 * are left out. State is kept by this name, so plans at different places have different ones: a long one ends in a hash of
 * the whole.
 */
export function stackNameOf(path: string): string {
  const name = path
    .replace(/\.ya?ml$/i, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  if (name.length > LONGEST) {
    const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
    return `${name.slice(0, LONGEST - 9)}-${hash}`;
  }
  return name === "" ? "plan" : name;
}
