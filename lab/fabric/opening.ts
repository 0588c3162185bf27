import { protocolName } from "./drops";
import type { Ipv6Packet } from "./ipv6-packet";
import type { Attempt } from "./rules";
import { TCP, UDP, type UpperLayer } from "./upper-layer";

/** Where a flow began: the network domains of both sides; undefined is the Internet. */
export interface Opening extends Omit<Attempt, "isExternal"> {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** A packet as the first one of a flow. */
export function openingOf(
  packet: Ipv6Packet,
  { protocol, sourcePort, destinationPort }: UpperLayer,
  from: string | undefined,
  to: string | undefined,
): Opening {
  const hasPorts = protocol === TCP || protocol === UDP;
  return {
    ipVersion: 6,
    protocol: protocolName(protocol),
    source: packet.sourceNumber,
    destination: packet.destinationNumber,
    sourcePort: hasPorts ? sourcePort : undefined,
    destinationPort: hasPorts ? destinationPort : undefined,
    from,
    to,
  };
}

/** The same flow, begun by the other side. */
export function reverse(opening: Opening): Opening {
  return {
    ...opening,
    source: opening.destination,
    destination: opening.source,
    sourcePort: opening.destinationPort,
    destinationPort: opening.sourcePort,
    from: opening.to,
    to: opening.from,
  };
}
