import { ADDRESS_OCTETS } from "./address";
import { compose } from "./compose";
import type { Mac } from "./frame";
import type { Ipv6Packet } from "./ipv6-packet";
import { ECHO_REPLY, FIRST_INFORMATIONAL, ICMPV6 } from "./upper-layer";

/** ICMPv6 types of neighbour discovery. Source: RFC 4861, 4. */
export const ROUTER_SOLICITATION = 133;
export const ROUTER_ADVERTISEMENT = 134;
export const NEIGHBOUR_SOLICITATION = 135;
export const NEIGHBOUR_ADVERTISEMENT = 136;
export const REDIRECT = 137;

const SOURCE_LINK_LAYER = 1;
const TARGET_LINK_LAYER = 2;

/** Largest error message, so that it passes every link. Source: RFC 8200, 5. */
const MINIMUM_MTU_OCTETS = 1280;

/** Types and codes of errors. Source: RFC 4443, 3. */
export type Problem =
  | "no route"
  | "address unreachable"
  | "port unreachable"
  | "hop limit"
  | { readonly tooBigFor: number };

function codeOf(problem: Problem): readonly [type: number, code: number, parameter: number] {
  switch (problem) {
    case "no route":
      return [1, 0, 0];
    case "address unreachable":
      return [1, 3, 0];
    case "port unreachable":
      return [1, 4, 0];
    case "hop limit":
      return [3, 0, 0];
    default:
      return [2, 0, problem.tooBigFor];
  }
}

/**
 * The error about a packet, sent from one of the router's addresses. Undefined for errors and multicast packets, which
 * must not cause errors.
 */
export function errorAbout(packet: Ipv6Packet, problem: Problem, from: Buffer): Buffer | undefined {
  const { upper } = packet;
  const isError = upper?.protocol === ICMPV6 && upper.kind < FIRST_INFORMATIONAL;
  const isLater = upper?.fragment !== undefined && !upper.fragment.isFirst;
  if (upper === undefined || isError || isLater || packet.isToGroup) {
    return undefined;
  }
  const [type, code, parameter] = codeOf(problem);
  const quoted = packet.bytes.subarray(packet.start, Math.min(packet.end, packet.start + MINIMUM_MTU_OCTETS - 48));
  const body = Buffer.alloc(8 + quoted.length);
  body[0] = type;
  body[1] = code;
  body.writeUInt32BE(parameter, 4);
  quoted.copy(body, 8);
  return compose({ source: from, destination: packet.source, protocol: ICMPV6, body });
}

/** The reply to an echo request. */
export function echoReply(packet: Ipv6Packet, start: number): Buffer {
  const body = Buffer.from(packet.bytes.subarray(start, packet.end));
  body[0] = ECHO_REPLY;
  body.writeUInt16BE(0, 2);
  return compose({ source: packet.destination, destination: packet.source, protocol: ICMPV6, body });
}

function withLinkLayer(type: number, target: Buffer, option: number, mac: Mac): Buffer {
  const body = Buffer.alloc(8 + ADDRESS_OCTETS + 8);
  body[0] = type;
  target.copy(body, 8);
  body[24] = option;
  body[25] = 1;
  body.writeUIntBE(mac, 26, 6);
  return body;
}

/** A neighbour solicitation: who has this address? */
export function neighbourSolicitation(from: Buffer, to: Buffer, target: Buffer, mac: Mac): Buffer {
  const body = withLinkLayer(NEIGHBOUR_SOLICITATION, target, SOURCE_LINK_LAYER, mac);
  return compose({ source: from, destination: to, protocol: ICMPV6, body, hopLimit: 255 });
}

/** A neighbour advertisement: the router has it. `solicited`: an answer to one host, not an announcement. */
export function neighbourAdvertisement(target: Buffer, to: Buffer, mac: Mac, solicited: boolean): Buffer {
  const body = withLinkLayer(NEIGHBOUR_ADVERTISEMENT, target, TARGET_LINK_LAYER, mac);
  // flags: router, solicited, override
  body[4] = solicited ? 0xe0 : 0xa0;
  return compose({ source: target, destination: to, protocol: ICMPV6, body, hopLimit: 255 });
}

/** Seconds; the largest value that the RFC allows, because this router advertises itself only when asked. */
const ROUTER_LIFETIME_S = 9000;

/**
 * A router advertisement: the router is there and the /64 is on this link, but hosts must not derive addresses from it.
 */
export function routerAdvertisement(from: Buffer, to: Buffer, mac: Mac, network: Buffer, mtu: number): Buffer {
  const body = Buffer.alloc(16 + 8 + 8 + 32);
  body[0] = ROUTER_ADVERTISEMENT;
  body[4] = 64;
  body.writeUInt16BE(ROUTER_LIFETIME_S, 6);
  body[16] = SOURCE_LINK_LAYER;
  body[17] = 1;
  body.writeUIntBE(mac, 18, 6);
  body[24] = 5;
  body[25] = 1;
  body.writeUInt32BE(mtu, 28);
  body[32] = 3;
  body[33] = 4;
  body[34] = 64;
  // flags: on link, not autonomous
  body[35] = 0x80;
  body.writeUInt32BE(86_400, 36);
  body.writeUInt32BE(14_400, 40);
  network.copy(body, 48);
  return compose({ source: from, destination: to, protocol: ICMPV6, body, hopLimit: 255 });
}
