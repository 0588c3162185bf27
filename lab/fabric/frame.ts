/**
 * Ethernet frames in the format of QEMU's `stream` sockets: four octets of length, big endian, then the frame. The
 * length stays in front of the frame all the way through the fabric, so that forwarding needs no copy.
 */

/** Offsets in a frame, including its length field. */
export const DESTINATION_MAC = 4;
export const SOURCE_MAC = 10;
export const ETHER_TYPE = 16;
export const PAYLOAD = 18;

/** Ether type of IPv6. */
export const ETHER_TYPE_IPV6 = 0x86dd;

/**
 * Octets of the longest frame that the fabric accepts, without its length field. No network card here sends longer
 * ones.
 */
export const LONGEST_FRAME_OCTETS = 65_536;

/** A MAC address as a number of 48 bits. */
export type Mac = number;

export function destinationMac(frame: Buffer): Mac {
  return frame.readUIntBE(DESTINATION_MAC, 6);
}

export function sourceMac(frame: Buffer): Mac {
  return frame.readUIntBE(SOURCE_MAC, 6);
}

/** Whether a frame is multicast or broadcast: the lowest bit of the first octet. */
export function isGroupFrame(frame: Buffer): boolean {
  return ((frame[DESTINATION_MAC] ?? 0) & 1) === 1;
}

/** Whether the Ethernet header is complete. */
export function hasHeader(frame: Buffer): boolean {
  return frame.length >= PAYLOAD;
}

export function isIpv6Frame(frame: Buffer): boolean {
  return frame.readUInt16BE(ETHER_TYPE) === ETHER_TYPE_IPV6;
}

/** Writes an Ethernet header for IPv6 into a frame. */
export function address(frame: Buffer, destination: Mac, source: Mac): void {
  frame.writeUIntBE(destination, DESTINATION_MAC, 6);
  frame.writeUIntBE(source, SOURCE_MAC, 6);
  frame.writeUInt16BE(ETHER_TYPE_IPV6, ETHER_TYPE);
}

/** A MAC address as text, e.g. `02:fb:00:06:11:53`. */
export function formatMac(mac: Mac): string {
  return mac
    .toString(16)
    .padStart(12, "0")
    .replace(/..(?=.)/g, "$&:");
}
