/**
 * Names that a node or a network cannot have because of what they mean to constructs: `Default` and `Resource` vanish from
 * ids, and what every JavaScript object has (`constructor`, `toString`, ...) is taken for a child that is there already.
 * Capitals make a difference.
 */
export function isConstructsOwnName(name: string): boolean {
  return name === "Default" || name === "Resource" || name in {};
}
