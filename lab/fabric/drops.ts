import { hasHeader, isIpv6Frame } from "./frame";
import { Ipv6Packet } from "./ipv6-packet";
import { ICMPV6, TCP, UDP } from "./upper-layer";

/** Why a packet was dropped. */
export interface Denial {
  /** E.g. `no rule matched`, `source not of this VLAN`. */
  readonly reason: string;
  /** The network domain whose firewall dropped it, and the rule; without a rule: none matched. */
  readonly networkDomainId?: string;
  readonly rule?: string;
}

/** A dropped packet in readable form. */
export interface Drop extends Denial {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the VLAN that the packet was in, or "internet". */
  readonly vlan: string;
  /** Undefined: not an IPv6 packet, or a malformed one. */
  readonly source?: string;
  readonly destination?: string;
  /** `tcp`, `udp`, `icmp` or a protocol number. */
  readonly protocol?: string;
  /** Destination port. */
  readonly port?: number;
}

const REMEMBERED = 200;

/** Number of distinct reasons that are counted; further ones are counted together. */
const MOST_REASONS = 4096;

/** Counts dropped packets and remembers the last ones. */
export class Drops {
  private readonly counts = new Map<string, number>();
  private readonly last: Drop[] = [];

  constructor(
    private readonly now: () => number,
    private readonly onDrop: ((drop: Drop) => void) | undefined,
  ) {}

  note(denial: Denial, vlan: string, frame?: Buffer): void {
    const name = nameOf(denial);
    const counted = this.counts.has(name) || this.counts.size < MOST_REASONS ? name : "other reasons";
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + 1);
    const drop = { at: new Date(this.now()).toISOString(), ...denial, vlan, ...(frame && packetWords(frame)) };
    this.last.push(drop);
    if (this.last.length > REMEMBERED) {
      this.last.shift();
    }
    this.onDrop?.(drop);
  }

  get byReason(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The last dropped packets, oldest first. */
  get recent(): readonly Drop[] {
    return [...this.last];
  }
}

function nameOf({ reason, networkDomainId, rule }: Denial): string {
  const where = networkDomainId === undefined ? "" : ` in network domain ${networkDomainId}`;
  return rule === undefined ? `${reason}${where}` : `${reason} ${rule}${where}`;
}

/** The name of a protocol in firewall rules; other protocols are named by their number. */
export function protocolName(protocol: number): string {
  return { [TCP]: "tcp", [UDP]: "udp", [ICMPV6]: "icmp" }[protocol] ?? String(protocol);
}

function packetWords(frame: Buffer): Pick<Drop, "source" | "destination" | "protocol" | "port"> {
  const packet = hasHeader(frame) && isIpv6Frame(frame) ? Ipv6Packet.inFrame(frame) : undefined;
  if (packet === undefined) {
    return {};
  }
  const { sourceText: source, destinationText: destination, upper } = packet;
  if (upper === undefined) {
    return { source, destination };
  }
  const hasPort = (upper.protocol === TCP || upper.protocol === UDP) && upper.fragment?.isFirst !== false;
  const protocol = protocolName(upper.protocol);
  return { source, destination, protocol, ...(hasPort && { port: upper.destinationPort }) };
}
