// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Ipv6Packet } from "../../../lab/fabric/ipv6-packet";
import { addressText, datagram, echo, encode, fragment, ICMP, type Packet, SYN, segment, TCP, UDP } from "./packets";

const base = { source: "2001:db8::1", destination: "2001:db8:1::2", hopLimit: 64 };

function inFrame(packet: Buffer, trailer = 0): Ipv6Packet | undefined {
  const header = Buffer.alloc(18);
  header.writeUInt16BE(0x86dd, 16);
  return Ipv6Packet.inFrame(Buffer.concat([header, packet, Buffer.alloc(trailer)]));
}

function parse(protocol: number, body: Buffer): Ipv6Packet {
  return inFrame(encode({ ...base, protocol, body })) ?? expect.fail("a packet is expected");
}

function upperOf(protocol: number, body: Buffer) {
  return parse(protocol, body).upper;
}

const address = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((octets) => addressText(Buffer.from(octets)));
const port = fc.nat({ max: 65_535 });

describe("an IPv6 packet", () => {
  it("is read as it was written, with padding behind it or not", () => {
    const body = fc.oneof(
      fc.tuple(fc.constant(TCP), port, port).map(([protocol, from, to]) => [protocol, segment(from, to, SYN)] as const),
      fc
        .tuple(fc.constant(UDP), port, port)
        .map(([protocol, from, to]) => [protocol, datagram(from, to, Buffer.from("data"))] as const),
    );
    fc.assert(
      fc.property(
        address,
        address,
        body,
        fc.nat({ max: 255 }),
        fc.nat({ max: 20 }),
        (source, destination, what, hops, pad) => {
          const [protocol, bytes] = what;
          const packet = inFrame(encode({ source, destination, protocol, hopLimit: hops, body: bytes }), pad);
          expect(packet).toMatchObject({
            sourceText: source,
            destinationText: destination,
            hopLimit: hops,
            isIntact: true,
          });
          expect(packet?.length).toBe(40 + bytes.length);
          expect(packet?.upper).toMatchObject({
            protocol,
            sourcePort: bytes.readUInt16BE(0),
            destinationPort: bytes.readUInt16BE(2),
            fragment: undefined,
          });
        },
      ),
    );
  });

  it("is found behind extension headers", () => {
    const options = (next: number, words: number) =>
      Buffer.from([next, words, 0, 0, 0, 0, 0, 0, ...Array(8 * words).fill(0)]);
    const body = Buffer.concat([options(43, 0), options(60, 2), options(TCP, 1), segment(1000, 3306, SYN)]);
    expect(upperOf(0, body)).toMatchObject({ protocol: TCP, destinationPort: 3306, kind: SYN });
  });

  it("has ports in its first fragment alone", () => {
    const whole = datagram(5000, 53, Buffer.alloc(40));
    expect(upperOf(44, fragment(UDP, 9, 0, true, whole.subarray(0, 24)))).toMatchObject({
      protocol: UDP,
      destinationPort: 53,
      fragment: { isFirst: true },
    });
    expect(upperOf(44, fragment(UDP, 9, 24, false, whole.subarray(24)))).toMatchObject({
      protocol: UDP,
      destinationPort: 0,
      fragment: { isFirst: false },
    });
  });

  it("has the identifier of an echo on the side that asked", () => {
    expect(upperOf(ICMP, echo(128, 77))).toMatchObject({ sourcePort: 77, destinationPort: 0, kind: 128 });
    expect(upperOf(ICMP, echo(129, 77))).toMatchObject({ sourcePort: 0, destinationPort: 77, kind: 129 });
    expect(upperOf(ICMP, Buffer.from([135, 0, 0, 0, 0, 77, 0, 0]))).toMatchObject({
      sourcePort: 0,
      destinationPort: 0,
    });
  });

  it("has no upper layer where it ends before one", () => {
    expect(upperOf(TCP, Buffer.alloc(7))).toBeUndefined();
    expect(upperOf(0, Buffer.from([TCP, 200, 0, 0, 0, 0, 0, 0]))).toBeUndefined();
    expect(upperOf(44, Buffer.from([TCP, 0, 0]))).toBeUndefined();
  });

  it("never takes an unknown protocol for one with ports", () => {
    fc.assert(
      fc.property(fc.nat({ max: 255 }), fc.uint8Array({ maxLength: 60 }), (protocol, body) => {
        fc.pre(![0, 43, 44, 60, TCP, UDP, ICMP].includes(protocol));
        expect(upperOf(protocol, Buffer.from(body))).toMatchObject({ protocol, sourcePort: 0, destinationPort: 0 });
      }),
    );
  });

  it("is none where it is cut short, or of another version", () => {
    const packet = encode({ ...base, protocol: TCP, body: segment(1, 2, SYN) });
    expect(inFrame(packet.subarray(0, packet.length - 1))).toBeUndefined();
    expect(inFrame(packet.subarray(0, 39))).toBeUndefined();
    packet[0] = 0x45;
    expect(inFrame(packet)).toBeUndefined();
  });

  it("is read without harm whatever comes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.constantFrom(0, 43, 44, 60, 6, 17, 58, 59), (octets, next) => {
        const packet = Buffer.from(octets);
        if (packet.length > 6) {
          packet[0] = 0x60;
          packet.writeUInt16BE(Math.max(0, packet.length - 40), 4);
          packet[6] = next;
        }
        const found = inFrame(packet);
        expect(found?.upper?.start ?? 0).toBeLessThanOrEqual(18 + packet.length);
        expect(() => found?.isIntact).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it("stays on its link with a link-local end or a group as destination", () => {
    const stays = (change: Partial<Packet>) =>
      inFrame(encode({ ...base, protocol: TCP, body: segment(1, 2, SYN), ...change }))?.staysOnLink;
    expect(stays({})).toBe(false);
    expect(stays({ source: "fe80::1" })).toBe(true);
    expect(stays({ destination: "febf::1" })).toBe(true);
    expect(stays({ destination: "ff02::1" })).toBe(true);
    expect(stays({ source: "fec0::1" })).toBe(false);
  });
});
