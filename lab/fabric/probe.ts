import { randomBytes, randomInt } from "node:crypto";
import { compose } from "./compose";
import { Ipv6Packet } from "./ipv6-packet";
import type { SimulatedHost } from "./simulated-host";
import { ECHO_REPLY, ECHO_REQUEST, FIRST_INFORMATIONAL, ICMPV6, TCP } from "./upper-layer";

/**
 * The result of a connection attempt. `open`: accepted. `refused`: the host is there, but nothing listens. `silent`: no
 * answer in time. `unreachable`: an ICMPv6 error; the router sends it if no host has the address.
 */
export type ProbeResult = "open" | "refused" | "silent" | "unreachable";

/** A TCP port, or an echo request. */
export type ProbeTarget = { readonly port: number } | { readonly icmp: true };

/** How often an attempt is repeated. */
const REPEAT_MS = 1_000;

const SYN = 0x02;
const RST = 0x04;
const ACK = 0x10;
const TCP_HEADER_OCTETS = 20;

/** A simulated host that tries once to reach another host. */
export class Probe implements SimulatedHost {
  private readonly sourcePort = randomInt(49_152, 65_536);
  private readonly sequence = randomBytes(4).readUInt32BE();
  private settle: ((result: ProbeResult) => void) | undefined;

  constructor(
    private readonly from: Buffer,
    private readonly to: Buffer,
    private readonly target: ProbeTarget,
    private readonly send: (frame: Buffer) => void,
  ) {}

  /** Tries until an answer comes or the time is over. */
  async run(timeLimitMs: number): Promise<ProbeResult> {
    const repeat = setInterval(() => this.attempt(), REPEAT_MS);
    let limit: NodeJS.Timeout | undefined;
    try {
      return await new Promise<ProbeResult>((resolve) => {
        this.settle = resolve;
        limit = setTimeout(() => resolve("silent"), timeLimitMs);
        this.attempt();
      });
    } finally {
      clearInterval(repeat);
      clearTimeout(limit);
    }
  }

  private attempt(): void {
    if ("port" in this.target) {
      this.send(this.segment(this.target.port, SYN, this.sequence, 0));
      return;
    }
    const body = Buffer.alloc(16);
    body[0] = ECHO_REQUEST;
    body.writeUInt16BE(this.sourcePort, 4);
    this.send(compose({ source: this.from, destination: this.to, protocol: ICMPV6, body }));
  }

  private segment(port: number, flags: number, sequence: number, acknowledged: number): Buffer {
    const body = Buffer.alloc(TCP_HEADER_OCTETS);
    body.writeUInt16BE(this.sourcePort, 0);
    body.writeUInt16BE(port, 2);
    body.writeUInt32BE(sequence, 4);
    body.writeUInt32BE(acknowledged, 8);
    body[12] = (TCP_HEADER_OCTETS / 4) << 4;
    body[13] = flags;
    body.writeUInt16BE(1024, 14);
    return compose({ source: this.from, destination: this.to, protocol: TCP, body });
  }

  receive(packet: Ipv6Packet): Buffer | undefined {
    const { upper, bytes } = packet;
    if (upper?.protocol === ICMPV6 && upper.kind < FIRST_INFORMATIONAL) {
      const quoted = Ipv6Packet.quotedAt(bytes, upper.start + 8, packet.end);
      if (quoted?.upper?.sourcePort === this.sourcePort && quoted.destination.equals(this.to)) {
        this.settle?.("unreachable");
      }
      return undefined;
    }
    if (upper === undefined || upper.destinationPort !== this.sourcePort || !packet.source.equals(this.to)) {
      return undefined;
    }
    if (!("port" in this.target)) {
      if (upper.protocol === ICMPV6 && upper.kind === ECHO_REPLY) {
        this.settle?.("open");
      }
      return undefined;
    }
    if (upper.protocol !== TCP || upper.sourcePort !== this.target.port) {
      return undefined;
    }
    return this.answered(upper.kind, bytes.readUInt32BE(upper.start + 8));
  }

  /** Resets an opened connection at once, so that nothing of the probe stays at the other side. */
  private answered(flags: number, acknowledged: number): Buffer | undefined {
    const isMine = acknowledged === (this.sequence + 1) % 2 ** 32;
    if (isMine && (flags & RST) !== 0) {
      this.settle?.("refused");
    } else if (isMine && (flags & (SYN | ACK)) === (SYN | ACK) && "port" in this.target) {
      this.settle?.("open");
      return this.segment(this.target.port, RST, acknowledged, 0);
    }
    return undefined;
  }
}
