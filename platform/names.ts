/**
 * Names that a node or a network cannot have because constructs treats them specially: `Default` and `Resource` vanish
 * from ids, and the names of every JavaScript object's properties (`constructor`, `toString`, ...) look like existing
 * children. Case matters.
 */
export function isConstructsOwnName(name: string): boolean {
  return name === "Default" || name === "Resource" || name in {};
}
