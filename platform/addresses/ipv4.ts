/** An IPv4 address as an unsigned number of 32 bits. */
export type Ipv4Address = number;

/** A range of IPv4 addresses: the first of them, and how many leading bits they share. */
export interface Ipv4Range {
  readonly address: Ipv4Address;
  readonly prefixSize: number;
}

/** The ranges that RFC 1918 sets aside for private networks. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].map((text) => parseIpv4Range(text) as Ipv4Range);

/** Parses four decimal numbers without leading zeros (some tools read those as octal). */
export function parseIpv4(text: string): Ipv4Address | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255)) {
    return undefined;
  }
  return octets.reduce((address, octet) => address * 256 + Number(octet), 0);
}

/** Four decimal numbers, e.g. `10.1.0.0`. */
export function formatIpv4(address: Ipv4Address): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/** Parses a range in CIDR form, e.g. `10.1.0.0/24`. Bits after the prefix may be set: see {@link networkOf}. */
export function parseIpv4Range(text: string): Ipv4Range | undefined {
  const [base, size, ...rest] = text.split("/");
  const address = parseIpv4(base ?? "");
  if (address === undefined || size === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(size)) {
    return undefined;
  }
  return Number(size) <= 32 ? { address, prefixSize: Number(size) } : undefined;
}

/** CIDR form, e.g. `10.1.0.0/24`. */
export function formatIpv4Range(range: Ipv4Range): string {
  return `${formatIpv4(range.address)}/${range.prefixSize}`;
}

/** Number of addresses in a range of this prefix size. */
export function sizeOfPrefix(prefixSize: number): number {
  return 2 ** (32 - prefixSize);
}

/** The range with the bits after the prefix cleared: it starts at its network address. */
export function networkOf(range: Ipv4Range): Ipv4Range {
  return { address: range.address - (range.address % sizeOfPrefix(range.prefixSize)), prefixSize: range.prefixSize };
}

/** The last address of a range, the broadcast address of a network. */
export function lastOf(range: Ipv4Range): Ipv4Address {
  return networkOf(range).address + sizeOfPrefix(range.prefixSize) - 1;
}

/** Whether an address lies in a range. */
export function contains(range: Ipv4Range, address: Ipv4Address): boolean {
  return networkOf(range).address <= address && address <= lastOf(range);
}

/** Whether two ranges share an address. */
export function overlaps(one: Ipv4Range, other: Ipv4Range): boolean {
  return networkOf(one).address <= lastOf(other) && networkOf(other).address <= lastOf(one);
}

/** Whether a range is completely inside private address space (RFC 1918). */
export function isPrivate(range: Ipv4Range): boolean {
  return PRIVATE.some((space) => contains(space, networkOf(range).address) && contains(space, lastOf(range)));
}
