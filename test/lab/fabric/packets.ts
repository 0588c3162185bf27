import { formatIpv6, parseIpv6 } from "../../../platform/addresses/ipv6";

/** An IPv6 packet in a form that tests can read. Written apart from the fabric's own code, which is to be tested. */
export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly hopLimit: number;
  /** What follows the IPv6 header. */
  readonly body: Buffer;
}

export const TCP = 6;
export const UDP = 17;
export const ICMP = 58;
export const FRAGMENT = 44;

export const SYN = 2;
export const RST = 4;
export const ACK = 16;
export const FIN = 1;

export function addressBytes(text: string): Buffer {
  const groups = parseIpv6(text);
  if (groups === undefined) {
    throw new Error(`${text} is no IPv6 address`);
  }
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

export function addressText(bytes: Buffer): string {
  return formatIpv6(Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index)));
}

/** The checksum of RFC 1071 over a pseudo header and a body, by numbers of any size. */
export function checksum(source: string, destination: string, protocol: number, body: Buffer): number {
  const length = Buffer.alloc(8);
  length.writeUInt32BE(body.length, 0);
  length[7] = protocol;
  const all = Buffer.concat([
    addressBytes(source),
    addressBytes(destination),
    length,
    body,
    Buffer.alloc(body.length % 2),
  ]);
  const words = BigInt(`0x0${all.toString("hex")}`);
  return 0xffff - (Number(words % 0xffffn) || 0xffff);
}

const CHECKSUM_AT: Readonly<Record<number, number>> = { [TCP]: 16, [UDP]: 6, [ICMP]: 2 };

/** The octets of a packet, with the checksum that its protocol wants. */
export function encode({ source, destination, protocol, hopLimit, body }: Packet): Buffer {
  const header = Buffer.alloc(8);
  header[0] = 0x60;
  header.writeUInt16BE(body.length, 4);
  header[6] = protocol;
  header[7] = hopLimit;
  const at = CHECKSUM_AT[protocol];
  if (at !== undefined && body.length >= at + 2) {
    body.writeUInt16BE(0, at);
    body.writeUInt16BE(checksum(source, destination, protocol, body), at);
  }
  return Buffer.concat([header, addressBytes(source), addressBytes(destination), body]);
}

export function decode(bytes: Buffer): Packet {
  return {
    source: addressText(bytes.subarray(8, 24)),
    destination: addressText(bytes.subarray(24, 40)),
    protocol: bytes[6] ?? 0,
    hopLimit: bytes[7] ?? 0,
    body: Buffer.from(bytes.subarray(40, 40 + bytes.readUInt16BE(4))),
  };
}

/** A TCP segment without options. */
export function segment(from: number, to: number, flags: number, { sequence = 1, acknowledged = 0, data = "" } = {}) {
  const body = Buffer.alloc(20 + data.length);
  body.writeUInt16BE(from, 0);
  body.writeUInt16BE(to, 2);
  body.writeUInt32BE(sequence, 4);
  body.writeUInt32BE(acknowledged, 8);
  body[12] = 0x50;
  body[13] = flags;
  body.write(data, 20);
  return body;
}

export function datagram(from: number, to: number, data: Buffer): Buffer {
  const body = Buffer.alloc(8 + data.length);
  body.writeUInt16BE(from, 0);
  body.writeUInt16BE(to, 2);
  body.writeUInt16BE(body.length, 4);
  data.copy(body, 8);
  return body;
}

/** An ICMPv6 message: type, code, four octets, the rest. */
export function icmp(type: number, code: number, parameter: number, rest: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(8);
  head[0] = type;
  head[1] = code;
  head.writeUInt32BE(parameter, 4);
  return Buffer.concat([head, rest]);
}

export function echo(type: 128 | 129, identifier: number, sequence = 1, data = "ping"): Buffer {
  return icmp(type, 0, identifier * 0x10000 + sequence, Buffer.from(data));
}

/** A piece of a packet that was cut: the body of a packet of protocol {@link FRAGMENT}. */
export function fragment(protocol: number, id: number, offset: number, more: boolean, piece: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head[0] = protocol;
  head.writeUInt16BE(offset | (more ? 1 : 0), 2);
  head.writeUInt32BE(id, 4);
  return Buffer.concat([head, piece]);
}
