import { compose } from "./compose";
import { echoReply, errorAbout } from "./icmpv6";
import type { Ipv6Packet } from "./ipv6-packet";
import { SNTP_MESSAGE_OCTETS, SNTP_PORT, sntpAnswer } from "./sntp";
import { ECHO_REQUEST, ICMPV6, TCP, UDP } from "./upper-layer";

/** An address that the fabric itself answers for, without a machine. */
export interface SimulatedHost {
  /** Receives a complete packet with a correct checksum and returns frames to send. */
  receive(packet: Ipv6Packet): Buffer | undefined;
}

const UDP_HEADER_OCTETS = 8;

/** The services at the router's own addresses and at the time server: echo and SNTP. */
export class Service implements SimulatedHost {
  constructor(private readonly now: () => number) {}

  receive(packet: Ipv6Packet): Buffer | undefined {
    const { upper, bytes, end } = packet;
    if (upper?.protocol === ICMPV6) {
      return upper.kind === ECHO_REQUEST ? echoReply(packet, upper.start) : undefined;
    }
    const isQuery = upper?.protocol === UDP && upper.destinationPort === SNTP_PORT;
    if (isQuery && end - upper.start >= UDP_HEADER_OCTETS + SNTP_MESSAGE_OCTETS) {
      const query = bytes.subarray(
        upper.start + UDP_HEADER_OCTETS,
        upper.start + UDP_HEADER_OCTETS + SNTP_MESSAGE_OCTETS,
      );
      const body = Buffer.alloc(UDP_HEADER_OCTETS + SNTP_MESSAGE_OCTETS);
      body.writeUInt16BE(SNTP_PORT, 0);
      body.writeUInt16BE(upper.sourcePort, 2);
      body.writeUInt16BE(body.length, 4);
      sntpAnswer(query, this.now()).copy(body, UDP_HEADER_OCTETS);
      return compose({ source: packet.destination, destination: packet.source, protocol: UDP, body });
    }
    const isOther = upper?.protocol === UDP || upper?.protocol === TCP;
    return isOther ? errorAbout(packet, "port unreachable", packet.destination) : undefined;
  }
}
