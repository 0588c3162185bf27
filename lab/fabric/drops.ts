import { hasHeader, isIpv6Frame } from "./frame";
import { Ipv6Packet } from "./ipv6-packet";
import { ICMPV6, TCP, UDP } from "./upper-layer";

/** Why a packet went no further. */
export interface Denial {
  /** E.g. `no rule matched`, `source not of this VLAN`. */
  readonly reason: string;
  /** The network domain whose firewall said so, and the rule; no rule: none matched. */
  readonly networkDomainId?: string;
  readonly rule?: string;
}

/** A packet that went no further, in words. */
export interface Drop extends Denial {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the VLAN in which the packet was, or "internet". */
  readonly vlan: string;
  /** Undefined: no IPv6 packet, or a broken one. */
  readonly source?: string;
  readonly destination?: string;
  /** `tcp`, `udp`, `icmp` or a protocol number. */
  readonly protocol?: string;
  /** Destination port. */
  readonly port?: number;
}

const REMEMBERED = 200;

/** Counts of reasons; a reason beyond this many is counted with the others. */
const MOST_REASONS = 4096;

/** Counts what was dropped, and remembers the last of them. */
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

  /** The last ones, oldest first. */
  get recent(): readonly Drop[] {
    return [...this.last];
  }
}

function nameOf({ reason, networkDomainId, rule }: Denial): string {
  const where = networkDomainId === undefined ? "" : ` in network domain ${networkDomainId}`;
  return rule === undefined ? `${reason}${where}` : `${reason} ${rule}${where}`;
}

/** How the words of firewall rules call a protocol; others go by their number. */
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
