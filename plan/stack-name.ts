/**
 * The name of the stack that a plan's path gives: `fittings.yaml` is `fittings`, `plans/a.yaml` is `plans-a`. Steps up
 * are left out. State is kept by this name, so plans at different places have different ones.
 */
export function stackNameOf(path: string): string {
  const name = path
    .replace(/\.ya?ml$/i, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return name === "" ? "plan" : name;
}
