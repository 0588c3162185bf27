/** Protocol numbers. Source: IANA, assigned Internet protocol numbers. */
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const DESTINATION_OPTIONS = 60;

/** ICMPv6 types below this one are errors. */
export const FIRST_INFORMATIONAL = 128;
export const ECHO_REQUEST = 128;
export const ECHO_REPLY = 129;

/** Which fragment of a packet this is. */
export interface Fragment {
  /** The fragment's identification, as four characters. */
  readonly id: string;
  readonly isFirst: boolean;
}

/** The upper layer of an IPv6 packet. */
export interface UpperLayer {
  readonly protocol: number;
  /** Offset of its header. */
  readonly start: number;
  /**
   * Ports of TCP and UDP. An echo request has its identifier as source port, a reply as destination port; the other one
   * is 0. Both are 0 for other protocols and later fragments.
   */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** TCP's flags octet, or ICMPv6's type; otherwise 0. */
  readonly kind: number;
  readonly fragment: Fragment | undefined;
}

/**
 * Skips the extension headers. Undefined: the packet ends before the upper layer. An unknown protocol keeps its number;
 * it is never treated as one with ports.
 */
export function readUpperLayer(bytes: Buffer, next: number, start: number, end: number): UpperLayer | undefined {
  let protocol = next;
  let at = start;
  let fragment: Fragment | undefined;
  while (protocol === HOP_BY_HOP || protocol === ROUTING || protocol === DESTINATION_OPTIONS || protocol === FRAGMENT) {
    if (at + 8 > end) {
      return undefined;
    }
    const header = protocol;
    protocol = bytes[at] as number;
    if (header === FRAGMENT) {
      fragment = { id: bytes.toString("latin1", at + 4, at + 8), isFirst: bytes.readUInt16BE(at + 2) >> 3 === 0 };
      at += 8;
      if (!fragment.isFirst) {
        return { protocol, start: at, sourcePort: 0, destinationPort: 0, kind: 0, fragment };
      }
    } else {
      at += 8 * ((bytes[at + 1] as number) + 1);
    }
  }
  return at > end ? undefined : readEnds(bytes, protocol, at, end, fragment);
}

function readEnds(
  bytes: Buffer,
  protocol: number,
  start: number,
  end: number,
  fragment: Fragment | undefined,
): UpperLayer | undefined {
  const known = protocol === TCP || protocol === UDP || protocol === ICMPV6;
  if (!known) {
    return { protocol, start, sourcePort: 0, destinationPort: 0, kind: 0, fragment };
  }
  // an error quotes at least 8 octets of an upper layer, which do not include TCP's flags
  if (start + 8 > end) {
    return undefined;
  }
  if (protocol !== ICMPV6) {
    const flags = protocol === TCP && start + 14 <= end ? (bytes[start + 13] as number) : 0;
    return {
      protocol,
      start,
      sourcePort: bytes.readUInt16BE(start),
      destinationPort: bytes.readUInt16BE(start + 2),
      kind: flags,
      fragment,
    };
  }
  const type = bytes[start] as number;
  const identifier = type === ECHO_REQUEST || type === ECHO_REPLY ? bytes.readUInt16BE(start + 4) : 0;
  return {
    protocol,
    start,
    sourcePort: type === ECHO_REQUEST ? identifier : 0,
    destinationPort: type === ECHO_REPLY ? identifier : 0,
    kind: type,
    fragment,
  };
}
