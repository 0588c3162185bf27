import { checksumOver } from "./checksum";
import { ETHER_TYPE, ETHER_TYPE_IPV6, PAYLOAD } from "./frame";
import { IPV6_HEADER_OCTETS } from "./ipv6-packet";
import { ICMPV6, TCP, UDP } from "./upper-layer";

/** Offset of the checksum in the upper layer's header. */
const CHECKSUM_AT: Readonly<Record<number, number>> = { [ICMPV6]: 2, [UDP]: 6, [TCP]: 16 };

/** A packet that the fabric sends. */
export interface Message {
  readonly source: Buffer;
  readonly destination: Buffer;
  readonly protocol: typeof ICMPV6 | typeof UDP | typeof TCP;
  /** The upper layer's header, its checksum 0, and its payload. */
  readonly body: Buffer;
  /** @default 64 */
  readonly hopLimit?: number;
}

/** A frame with a message. The sending VLAN fills in the MAC addresses. */
export function compose({ source, destination, protocol, body, hopLimit = 64 }: Message): Buffer {
  const upper = PAYLOAD + IPV6_HEADER_OCTETS;
  const frame = Buffer.alloc(upper + body.length);
  frame.writeUInt32BE(frame.length - 4, 0);
  frame.writeUInt16BE(ETHER_TYPE_IPV6, ETHER_TYPE);
  frame[PAYLOAD] = 0x60;
  frame.writeUInt16BE(body.length, PAYLOAD + 4);
  frame[PAYLOAD + 6] = protocol;
  frame[PAYLOAD + 7] = hopLimit;
  source.copy(frame, PAYLOAD + 8);
  destination.copy(frame, PAYLOAD + 24);
  body.copy(frame, upper);
  const checksum = checksumOver(frame, PAYLOAD + 8, protocol, upper, frame.length);
  // in UDP, a checksum of 0 means that there is none
  frame.writeUInt16BE(checksum === 0 && protocol === UDP ? 0xffff : checksum, upper + (CHECKSUM_AT[protocol] ?? 0));
  return frame;
}
