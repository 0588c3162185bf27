import { createHash } from "node:crypto";

/** A folder and files also get this name. */
const LONGEST = 63;

/**
 * The name of the stack, from a plan's path: `fittings.yaml` gives `fittings`, `plans/a.yaml` gives `plans-a`. Steps up
 * are left out. The state is kept under this name, so plans at different places have different ones: a long one ends in
 * a hash of the whole.
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
