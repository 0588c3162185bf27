import type { Ipv6Packet } from "./ipv6-packet";
import type { Opening } from "./opening";
import type { RuleTally } from "./tally";
import { ICMPV6, TCP, UDP, type UpperLayer } from "./upper-layer";

/** Limits for known flows and for fragmented packets in transit. */
const MOST_FLOWS = 65_536;
const MOST_FRAGMENTED = 1024;

/** How long a flow is remembered after its last packet. */
const LIFE_MS: Readonly<Record<number, number>> = { [TCP]: 3_600_000, [UDP]: 60_000, [ICMPV6]: 30_000 };
const LIFE_OF_OTHERS_MS = 60_000;
const LIFE_UNANSWERED_TCP_MS = 30_000;
const LIFE_CLOSED_MS = 10_000;
const LIFE_FRAGMENTED_MS = 30_000;

/** How often expired flows are removed: each time takes a look at all flows. */
const EXPIRY_INTERVAL_MS = 10_000;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Whether a packet asks for a new connection. */
export function opensConnection({ protocol, kind }: UpperLayer): boolean {
  return protocol === TCP && (kind & (SYN | ACK | RST | FIN)) === SYN;
}

/** A connection, or related packets, that a firewall has admitted. */
export class Flow {
  until = 0;
  private isAnswered = false;
  private finished = 0;

  constructor(
    readonly opening: Opening,
    /** The rules that admitted it; a domain that allows outgoing traffic by default contributes none. */
    public tallies: readonly RuleTally[],
    readonly keys: readonly [string, string],
    private readonly protocol: number,
  ) {}

  /** Whether both sides have closed it, or one has reset it: its ports may be used again. */
  get isClosed(): boolean {
    return this.finished === 3;
  }

  carried(length: number, kind: number, isReply: boolean, now: number): void {
    for (const tally of this.tallies) {
      tally.packets += 1;
      tally.octets += length;
    }
    this.isAnswered ||= isReply;
    if (this.protocol === TCP && (kind & RST) !== 0) {
      this.finished = 3;
    } else if (this.protocol === TCP && (kind & FIN) !== 0) {
      this.finished |= isReply ? 2 : 1;
    }
    this.until = now + this.life();
  }

  private life(): number {
    if (this.isClosed) {
      return LIFE_CLOSED_MS;
    }
    return this.protocol === TCP && !this.isAnswered
      ? LIFE_UNANSWERED_TCP_MS
      : (LIFE_MS[this.protocol] ?? LIFE_OF_OTHERS_MS);
  }
}

/** A flow as seen from the side that a packet comes from. */
export interface FlowSide {
  readonly flow: Flow;
  readonly isReply: boolean;
}

/** The keys of a packet's flow: in its own direction, and in the other one. */
export function keysOf(packet: Ipv6Packet, upper: UpperLayer): readonly [string, string] {
  const { protocol, sourcePort, destinationPort } = upper;
  const ends = packet.endsKey;
  return [
    ends + String.fromCharCode(protocol, sourcePort, destinationPort),
    ends.slice(16) + ends.slice(0, 16) + String.fromCharCode(protocol, destinationPort, sourcePort),
  ];
}

/** The open flows. */
export class FlowTable {
  private readonly sides = new Map<string, FlowSide>();
  private readonly fragmented = new Map<string, { readonly flow: Flow; readonly until: number }>();

  private expired = Number.NEGATIVE_INFINITY;

  constructor(private readonly now: () => number) {}

  get size(): number {
    return this.sides.size / 2;
  }

  *all(): Generator<Flow> {
    for (const { flow, isReply } of this.sides.values()) {
      if (!isReply) {
        yield flow;
      }
    }
  }

  find(key: string): FlowSide | undefined {
    const side = this.sides.get(key);
    if (side !== undefined && side.flow.until < this.now()) {
      this.cut(side.flow);
      return undefined;
    }
    return side;
  }

  /** Returns false if the table is full. */
  add(flow: Flow): boolean {
    if (this.size >= MOST_FLOWS && this.now() - this.expired >= EXPIRY_INTERVAL_MS) {
      this.expire();
    }
    if (this.size >= MOST_FLOWS) {
      return false;
    }
    this.sides.set(flow.keys[0], { flow, isReply: false });
    this.sides.set(flow.keys[1], { flow, isReply: true });
    return true;
  }

  cut(flow: Flow): void {
    flow.until = Number.NEGATIVE_INFINITY;
    for (const key of flow.keys) {
      if (this.sides.get(key)?.flow === flow) {
        this.sides.delete(key);
      }
    }
  }

  /** Admits the other fragments of a packet after its first one. */
  followFragments(packet: Ipv6Packet, id: string, flow: Flow): void {
    const [oldest] = this.fragmented.size >= MOST_FRAGMENTED ? this.fragmented.keys() : [];
    if (oldest !== undefined) {
      this.fragmented.delete(oldest);
    }
    this.fragmented.set(packet.endsKey + id, { flow, until: this.now() + LIFE_FRAGMENTED_MS });
  }

  /** The flow of a later fragment. */
  ofFragment(packet: Ipv6Packet, id: string): Flow | undefined {
    const found = this.fragmented.get(packet.endsKey + id);
    const now = this.now();
    return found !== undefined && found.until >= now && found.flow.until >= now ? found.flow : undefined;
  }

  /** Removes expired flows at intervals. */
  tick(): void {
    if (this.now() - this.expired >= EXPIRY_INTERVAL_MS) {
      this.expire();
    }
  }

  private expire(): void {
    const now = this.now();
    this.expired = now;
    for (const { flow } of this.sides.values()) {
      if (flow.until < now) {
        this.cut(flow);
      }
    }
    for (const [key, { until }] of this.fragmented) {
      if (until < now) {
        this.fragmented.delete(key);
      }
    }
  }
}
