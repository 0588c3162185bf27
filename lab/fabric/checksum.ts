import { ADDRESS_OCTETS } from "./address";

/** The one's complement sum of 16-bit words; an odd last octet is padded with zero. */
function sumOf(bytes: Buffer, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (; at + 1 < end; at += 2) {
    sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  }
  return at < end ? sum + ((bytes[at] as number) << 8) : sum;
}

/**
 * Checksum of an upper layer over IPv6: pseudo header (addresses, length, protocol) and the octets themselves. It is 0
 * for a message whose checksum field is correct. Source: RFC 8200, 8.1.
 * @param addresses offset of the source address, which the destination address follows
 */
export function checksumOver(bytes: Buffer, addresses: number, protocol: number, start: number, end: number): number {
  let sum =
    sumOf(bytes, addresses, addresses + 2 * ADDRESS_OCTETS) + (end - start) + protocol + sumOf(bytes, start, end);
  while (sum > 0xffff) {
    sum = Math.floor(sum / 0x10000) + (sum & 0xffff);
  }
  return ~sum & 0xffff;
}
