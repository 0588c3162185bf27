/** An IPv6 address: eight groups of 16 bits. */
export type Ipv6Address = readonly number[];

/** A range of IPv6 addresses. */
export interface Ipv6Range {
  readonly address: Ipv6Address;
  readonly prefixSize: number;
}

/** Parses an address, compressed or not; refuses an IPv4 tail or a zone. */
export function parseIpv6(text: string): Ipv6Address | undefined {
  const halves = text.split("::");
  if (halves.length > 2) {
    return undefined;
  }
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const groups = [...(head ?? []), ...(tail ?? [])];
  const missing = 8 - groups.length;
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) || (tail === undefined ? missing !== 0 : missing < 1)) {
    return undefined;
  }
  const zeros = new Array<string>(missing).fill("0");
  return [...(head ?? []), ...zeros, ...(tail ?? [])].map((group) => Number.parseInt(group, 16));
}

/** Canonical text of an address (RFC 5952): lower case, the longest run of zero groups compressed. */
export function formatIpv6(address: Ipv6Address): string {
  const text = address.map((group) => group.toString(16)).join(":");
  const runs = text.match(/\b0(:0)+\b/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest === "" ? text : text.replace(new RegExp(`:?\\b${longest}\\b:?`), "::");
}

/**
 * Parses a range in CIDR form, e.g. `2001:db8:12::/48`. Bits after the prefix may be set: see {@link ipv6NetworkOf}.
 */
export function parseIpv6Range(text: string): Ipv6Range | undefined {
  const [base, size, ...rest] = text.split("/");
  const address = parseIpv6(base ?? "");
  if (address === undefined || size === undefined || rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(size)) {
    return undefined;
  }
  return Number(size) <= 128 ? { address, prefixSize: Number(size) } : undefined;
}

/** CIDR form with a canonical address. */
export function formatIpv6Range(range: Ipv6Range): string {
  return `${formatIpv6(range.address)}/${range.prefixSize}`;
}

/** The range with the bits after the prefix cleared. */
export function ipv6NetworkOf(range: Ipv6Range): Ipv6Range {
  const address = range.address.map((group, index) => {
    const kept = Math.min(16, Math.max(0, range.prefixSize - 16 * index));
    return group & (0xffff << (16 - kept)) & 0xffff;
  });
  return { address, prefixSize: range.prefixSize };
}
