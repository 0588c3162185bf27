import { formatIpv6, type Ipv6Address, ipv6NetworkOf, parseIpv6, parseIpv6Range } from "../../platform/addresses/ipv6";

/** Octets of an address. */
export const ADDRESS_OCTETS = 16;

/** An address or its first half as a map key: one character per byte. */
export type AddressKey = string;

/** The 16 octets of an address. */
export function octetsOf(address: Ipv6Address): Buffer {
  const octets = Buffer.alloc(ADDRESS_OCTETS);
  for (const [index, group] of address.entries()) {
    octets.writeUInt16BE(group, 2 * index);
  }
  return octets;
}

/** The 16 octets of an address in text form. Throws if the text is not an address. */
export function readAddress(text: string, what: string): Buffer {
  const address = parseIpv6(text);
  if (address === undefined) {
    throw new Error(`${what} is ${JSON.stringify(text)}; an IPv6 address is expected, such as 2001:db8::1`);
  }
  return octetsOf(address);
}

/** The network address of a /64 in text form. Throws if the text is not a /64. */
export function readNetwork(text: string, what: string): Buffer {
  const range = parseIpv6Range(text);
  if (range?.prefixSize !== 64 || ipv6NetworkOf(range).address.some((group, index) => group !== range.address[index])) {
    throw new Error(`${what} is ${JSON.stringify(text)}; an IPv6 /64 is expected, such as 2001:db8:0:1::/64`);
  }
  return octetsOf(range.address);
}

export function keyAt(bytes: Buffer, at: number): AddressKey {
  return bytes.toString("latin1", at, at + ADDRESS_OCTETS);
}

/** The /64 of an address. */
export function networkKeyAt(bytes: Buffer, at: number): AddressKey {
  return bytes.toString("latin1", at, at + ADDRESS_OCTETS / 2);
}

export function octetsOfKey(key: AddressKey): Buffer {
  return Buffer.from(key, "latin1");
}

/** Canonical text of the address that begins at `at`. */
export function textAt(bytes: Buffer, at: number): string {
  return formatIpv6(Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + 2 * index)));
}

/** The address as a number of 128 bits. */
export function numberAt(bytes: Buffer, at: number): bigint {
  return (bytes.readBigUInt64BE(at) << 64n) | bytes.readBigUInt64BE(at + 8);
}

/** The /64 of an address, both as numbers. */
export function networkOf(address: bigint): bigint {
  return address >> 64n;
}

export function isMulticastAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xff;
}

export function isLinkLocalAt(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xfe && ((bytes[at + 1] ?? 0) & 0xc0) === 0x80;
}

/** `::`, the source address of a host that has no address yet. */
export const UNSPECIFIED = Buffer.alloc(ADDRESS_OCTETS);

/** `ff02::1`, all hosts on the link. */
export const ALL_NODES = octetsOf([0xff02, 0, 0, 0, 0, 0, 0, 1]);

export function isUnspecifiedAt(bytes: Buffer, at: number): boolean {
  return UNSPECIFIED.compare(bytes, at, at + ADDRESS_OCTETS) === 0;
}

/** The solicited-node group, in which the owner of an address is asked for. Source: RFC 4291, 2.7.1. */
export function solicitedNode(target: Buffer): Buffer {
  const group = octetsOf([0xff02, 0, 0, 0, 0, 1, 0xff00, 0]);
  target.copy(group, 13, 13, ADDRESS_OCTETS);
  return group;
}

/** The MAC address of a multicast group. Source: RFC 2464, 7. */
export function groupMac(group: Buffer): number {
  return 0x3333_0000_0000 + group.readUInt32BE(12);
}
