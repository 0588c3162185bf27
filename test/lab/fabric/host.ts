import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  ACK,
  addressBytes,
  addressText,
  decode,
  echo,
  encode,
  ICMP,
  icmp,
  type Packet,
  RST,
  SYN,
  segment,
  TCP,
} from "./packets";

const IPV6 = 0x86dd;

/** An Ethernet frame in a form that tests can read. */
export interface Frame {
  readonly destination: string;
  readonly source: string;
  readonly type: number;
  readonly payload: Buffer;
}

interface Waiter {
  readonly wanted: (frame: Frame) => boolean;
  readonly found: (frame: Frame) => void;
}

/**
 * A machine at a port of the fabric: frames as QEMU sends them, neighbour discovery, echo, and as much TCP as it takes
 * to open a connection.
 */
export class Host {
  readonly frames: Frame[] = [];
  /** TCP ports at which it answers; other ones are refused. */
  readonly listening = new Set<number>();
  /** Whether it says nothing at all by itself. */
  isMute = false;
  private waiters: Waiter[] = [];
  private received: Buffer = Buffer.alloc(0);

  private constructor(
    readonly socket: Socket,
    readonly mac: string,
    readonly address: string,
    private readonly gateway: string,
  ) {
    socket.on("data", (chunk) => this.take(chunk));
    socket.on("error", () => {});
  }

  static async plugIn(path: string, mac: string, address: string, gateway: string): Promise<Host> {
    const socket = connect(path);
    await once(socket, "connect");
    return new Host(socket, mac, address, gateway);
  }

  /** Waits until the fabric has taken the connection; leaves no trace of the host there. */
  async isUp(): Promise<void> {
    this.solicit(this.gateway, "::");
    await this.packet(({ protocol, body }) => protocol === ICMP && body[0] === 136, "the gateway's answer");
  }

  unplug(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    while (this.received.length >= 4 && this.received.length >= 4 + this.received.readUInt32BE(0)) {
      const length = this.received.readUInt32BE(0);
      const bytes = this.received.subarray(4, 4 + length);
      this.received = this.received.subarray(4 + length);
      const frame = {
        destination: bytes.toString("hex", 0, 6),
        source: bytes.toString("hex", 6, 12),
        type: bytes.readUInt16BE(12),
        payload: Buffer.from(bytes.subarray(14)),
      };
      this.frames.push(frame);
      if (frame.type === IPV6 && !this.isMute) {
        this.behave(frame, decode(frame.payload));
      }
      const found = this.waiters.filter(({ wanted }) => wanted(frame));
      this.waiters = this.waiters.filter((waiter) => !found.includes(waiter));
      for (const waiter of found) {
        waiter.found(frame);
      }
    }
  }

  private behave(frame: Frame, { source, destination, protocol, body }: Packet): void {
    if (protocol === ICMP && body[0] === 135 && addressText(body.subarray(8, 24)) === this.address) {
      const answer = icmp(136, 0, 0x60000000, Buffer.concat([body.subarray(8, 24), linkLayer(2, this.mac)]));
      this.sendTo(frame.source, { source: this.address, destination: source, protocol, hopLimit: 255, body: answer });
    } else if (destination !== this.address) {
      return;
    } else if (protocol === ICMP && body[0] === 128) {
      const reply = echo(129, body.readUInt16BE(4), body.readUInt16BE(6), body.toString("latin1", 8));
      this.sendTo(frame.source, { source: destination, destination: source, protocol, hopLimit: 64, body: reply });
    } else if (protocol === TCP && ((body[13] ?? 0) & (SYN | ACK | RST)) === SYN) {
      const [from, to] = [body.readUInt16BE(2), body.readUInt16BE(0)];
      const flags = this.listening.has(from) ? SYN | ACK : RST | ACK;
      const acknowledged = (body.readUInt32BE(4) + 1) % 2 ** 32;
      const answer = segment(from, to, flags, { sequence: 7000, acknowledged });
      this.sendTo(frame.source, { source: destination, destination: source, protocol, hopLimit: 64, body: answer });
    }
  }

  /** Sends octets as one frame. */
  sendFrame(frame: Buffer): void {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(frame.length);
    this.socket.write(Buffer.concat([length, frame]));
  }

  ethernet(destination: string, type: number, payload: Buffer, source = this.mac): Buffer {
    const header = Buffer.alloc(14);
    header.write(destination + source, "hex");
    header.writeUInt16BE(type, 12);
    return Buffer.concat([header, payload]);
  }

  /** Sends a packet to a hardware address. */
  sendTo(mac: string, packet: Packet): void {
    this.sendFrame(this.ethernet(mac, IPV6, encode(packet)));
  }

  /** Sends a packet the way to the gateway. */
  async send(destination: string, protocol: number, body: Buffer, change: Partial<Packet> = {}): Promise<void> {
    const mac = await this.macOf(this.gateway);
    this.sendTo(mac, { source: this.address, destination, protocol, hopLimit: 64, body, ...change });
  }

  private readonly macs = new Map<string, string>();

  /** Asks for the hardware address of a neighbour. */
  async macOf(target: string): Promise<string> {
    const known = this.macs.get(target);
    if (known !== undefined) {
      return known;
    }
    const answer = this.packet(
      ({ protocol, body }) => protocol === ICMP && body[0] === 136 && addressText(body.subarray(8, 24)) === target,
    );
    this.solicit(target, this.address);
    const { body } = await answer;
    const mac = body.toString("hex", 26, 32);
    this.macs.set(target, mac);
    return mac;
  }

  /** A neighbour solicitation; from `::` it is the question whether an address is free. */
  solicit(target: string, source: string): void {
    const group = `ff02::1:ff${addressBytes(target).toString("hex", 13).replace(/^(..)/, "$1:")}`;
    const option = source === "::" ? Buffer.alloc(0) : linkLayer(1, this.mac);
    const body = icmp(135, 0, 0, Buffer.concat([addressBytes(target), option]));
    const groupMac = `3333${addressBytes(group).toString("hex", 12)}`;
    this.sendTo(groupMac, { source, destination: group, protocol: ICMP, hopLimit: 255, body });
  }

  /** The next frame of a kind, or one that came already. */
  frame(wanted: (frame: Frame) => boolean, what = "the frame that is waited for"): Promise<Frame> {
    const index = this.frames.findIndex(wanted);
    const [found] = index < 0 ? [] : this.frames.splice(index, 1);
    if (found !== undefined) {
      return Promise.resolve(found);
    }
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${what} did not come`)), 60_000);
      const take = (frame: Frame) => {
        clearTimeout(limit);
        this.frames.splice(this.frames.indexOf(frame), 1);
        resolve(frame);
      };
      this.waiters.push({ wanted, found: take });
    });
  }

  /** The next packet of a kind. */
  async packet(wanted: (packet: Packet) => boolean, what?: string): Promise<Packet> {
    const frame = await this.frame(({ type, payload }) => type === IPV6 && wanted(decode(payload)), what);
    return decode(frame.payload);
  }

  /** The next ICMPv6 message of a type that is meant for this host. */
  icmp(type: number): Promise<Packet> {
    return this.packet(
      ({ protocol, destination, body }) => protocol === ICMP && destination === this.address && body[0] === type,
      `ICMPv6 message of type ${type} to ${this.address}`,
    );
  }

  /** The next TCP segment from or to a port of this host. */
  segment(port: number): Promise<Packet> {
    return this.packet(
      ({ protocol, destination, body }) =>
        protocol === TCP && destination === this.address && body.readUInt16BE(2) === port,
      `TCP segment to port ${port} of ${this.address}`,
    );
  }

  /** Packets that came and that nobody waited for. */
  get packets(): Packet[] {
    return this.frames.filter(({ type }) => type === IPV6).map(({ payload }) => decode(payload));
  }

  async ping(destination: string, identifier = 1): Promise<Packet> {
    await this.send(destination, ICMP, echo(128, identifier));
    return this.icmp(129);
  }

  /** Opens a connection: true where the other side accepts, false where it refuses. */
  async connect(destination: string, port: number, from = 40_000): Promise<boolean> {
    await this.send(destination, TCP, segment(from, port, SYN));
    const { body } = await this.segment(from);
    return ((body[13] ?? 0) & RST) === 0;
  }
}

function linkLayer(type: number, mac: string): Buffer {
  return Buffer.concat([Buffer.from([type, 1]), Buffer.from(mac, "hex")]);
}
