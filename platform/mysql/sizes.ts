const UNITS = " KMGTPE";

/** A whole number, as an option file spells sizes too: 64K is 65536. Undefined: it is none. */
export function sizeOf(value: string | undefined): number | undefined {
  const [, digits, suffix = ""] = /^(\d+)([KMGTPE]?)$/i.exec(value ?? "") ?? [];
  return digits === undefined ? undefined : Number(digits) * 1024 ** UNITS.indexOf(suffix.toUpperCase() || " ");
}

/** As an option file spells it, in the largest unit that leaves it whole. */
export function spelledSize(bytes: number): string {
  const unit = [4, 3, 2, 1].find((power) => bytes % 1024 ** power === 0) ?? 0;
  return `${bytes / 1024 ** unit}${UNITS.charAt(unit).trim()}`;
}
