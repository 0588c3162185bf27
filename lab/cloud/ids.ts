import { createHash } from "node:crypto";

/** A UUID (version and variant bits of version 4) derived from a text: the same text always gives the same UUID. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** An unsigned number of `bits` bits (at most 48) derived from a text: the same text always gives the same number. */
export function numberOf(text: string, bits: number): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6) % 2 ** bits;
}

/**
 * Ids of resources: a hash of seed, kind and label (such as the name), with a counter for equal labels. So the id
 * depends on the resource's name, not on the order in which parallel requests arrive.
 */
export class Ids {
  constructor(
    private readonly seed: string,
    private readonly counters: Map<string, number> = new Map(),
  ) {}

  next(kind: string, label: string): string {
    const name = `${kind}/${label}`;
    const count = (this.counters.get(name) ?? 0) + 1;
    this.counters.set(name, count);
    return uuidOf(`${this.seed}/${name}/${count}`);
  }

  /** The counters, for a state file. */
  entries(): [string, number][] {
    return [...this.counters];
  }
}
