import {
  ADDRESS_OCTETS,
  type AddressKey,
  isLinkLocalAt,
  isMulticastAt,
  keyAt,
  networkKeyAt,
  numberAt,
  textAt,
} from "./address";
import { checksumOver } from "./checksum";
import { PAYLOAD } from "./frame";
import { readUpperLayer, type UpperLayer } from "./upper-layer";

/** Octets of the IPv6 header. */
export const IPV6_HEADER_OCTETS = 40;

const NEXT_HEADER = 6;
const HOP_LIMIT = 7;
const SOURCE = 8;
const DESTINATION = SOURCE + ADDRESS_OCTETS;

/** An IPv6 packet inside a buffer: in a frame, or quoted by an error message. Source: RFC 8200. */
export class Ipv6Packet {
  private constructor(
    /** The buffer. */
    readonly bytes: Buffer,
    /** Offsets of its beginning and end. */
    readonly start: number,
    readonly end: number,
    /** What follows the header and its extensions. Undefined: the header is incomplete. */
    readonly upper: UpperLayer | undefined,
  ) {}

  /** The packet in a frame. Undefined: none, or an incomplete one. */
  static inFrame(frame: Buffer): Ipv6Packet | undefined {
    if (frame.length < PAYLOAD + IPV6_HEADER_OCTETS || (frame[PAYLOAD] ?? 0) >> 4 !== 6) {
      return undefined;
    }
    const end = PAYLOAD + IPV6_HEADER_OCTETS + frame.readUInt16BE(PAYLOAD + 4);
    return end > frame.length ? undefined : Ipv6Packet.between(frame, PAYLOAD, end);
  }

  /** The packet that an ICMPv6 error quotes from offset `start`. It may be truncated. */
  static quotedAt(bytes: Buffer, start: number, end: number): Ipv6Packet | undefined {
    const isWhole = end - start >= IPV6_HEADER_OCTETS && (bytes[start] ?? 0) >> 4 === 6;
    return isWhole ? Ipv6Packet.between(bytes, start, end) : undefined;
  }

  private static between(bytes: Buffer, start: number, end: number): Ipv6Packet {
    const next = bytes[start + NEXT_HEADER] as number;
    return new Ipv6Packet(bytes, start, end, readUpperLayer(bytes, next, start + IPV6_HEADER_OCTETS, end));
  }

  /** Octets, header included. */
  get length(): number {
    return this.end - this.start;
  }

  get hopLimit(): number {
    return this.bytes[this.start + HOP_LIMIT] as number;
  }

  countHop(): void {
    this.bytes[this.start + HOP_LIMIT] = this.hopLimit - 1;
  }

  get source(): Buffer {
    return this.bytes.subarray(this.start + SOURCE, this.start + DESTINATION);
  }

  get destination(): Buffer {
    return this.bytes.subarray(this.start + DESTINATION, this.start + IPV6_HEADER_OCTETS);
  }

  get sourceKey(): AddressKey {
    return keyAt(this.bytes, this.start + SOURCE);
  }

  get destinationKey(): AddressKey {
    return keyAt(this.bytes, this.start + DESTINATION);
  }

  /** Source and destination as one key. */
  get endsKey(): string {
    return this.bytes.toString("latin1", this.start + SOURCE, this.start + IPV6_HEADER_OCTETS);
  }

  get sourceNetwork(): AddressKey {
    return networkKeyAt(this.bytes, this.start + SOURCE);
  }

  get destinationNetwork(): AddressKey {
    return networkKeyAt(this.bytes, this.start + DESTINATION);
  }

  get sourceNumber(): bigint {
    return numberAt(this.bytes, this.start + SOURCE);
  }

  get destinationNumber(): bigint {
    return numberAt(this.bytes, this.start + DESTINATION);
  }

  get sourceText(): string {
    return textAt(this.bytes, this.start + SOURCE);
  }

  get destinationText(): string {
    return textAt(this.bytes, this.start + DESTINATION);
  }

  get isToGroup(): boolean {
    return isMulticastAt(this.bytes, this.start + DESTINATION);
  }

  /** Whether it must stay on its link: an address is link-local, or the destination is a multicast group. */
  get staysOnLink(): boolean {
    const { bytes, start } = this;
    return this.isToGroup || isLinkLocalAt(bytes, start + DESTINATION) || isLinkLocalAt(bytes, start + SOURCE);
  }

  /** Whether the checksum of the upper layer is correct. */
  get isIntact(): boolean {
    const { bytes, start, end, upper } = this;
    return upper !== undefined && checksumOver(bytes, start + SOURCE, upper.protocol, upper.start, end) === 0;
  }
}
