import { ADDRESS } from "./address";

/** Sum of 16-bit words in which carries are added at the end; an odd octet counts as if a zero followed. */
function sumOf(bytes: Buffer, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (; at + 1 < end; at += 2) {
    sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  }
  return at < end ? sum + ((bytes[at] as number) << 8) : sum;
}

/**
 * Checksum of an upper layer over IPv6: the pseudo header (addresses, length, protocol) and the octets themselves.
 * Of a message that holds its checksum already it is 0 where that one is right. Source: RFC 8200, 8.1.
 * @param addresses where source and destination begin, one behind the other
 */
export function checksumOver(bytes: Buffer, addresses: number, protocol: number, start: number, end: number): number {
  let sum = sumOf(bytes, addresses, addresses + 2 * ADDRESS) + (end - start) + protocol + sumOf(bytes, start, end);
  while (sum > 0xffff) {
    sum = Math.floor(sum / 0x10000) + (sum & 0xffff);
  }
  return ~sum & 0xffff;
}
