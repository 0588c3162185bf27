import { chmodSync, lstatSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { FrameReader } from "./frame-reader";

/** Limit for data that waits for a card: a machine that stopped reading must not fill the memory. */
const LONGEST_QUEUE_BYTES = 1 << 20;

/** Largest path of a unix socket, including its final zero. Source: unix(7). */
const PATH_LIMIT_BYTES = 108;

export interface PortEvents {
  /** A frame has arrived; the listener may modify it. */
  received(frame: Buffer): void;
  /** What arrived is not a frame; the connection is closed. */
  garbled(): void;
}

/** A switch port: a unix socket for one network card, with QEMU's `-netdev stream`. */
export class Port {
  private readonly server: Server;
  private socket: Socket | undefined;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;

  constructor(
    readonly name: string,
    readonly path: string,
    private readonly events: PortEvents,
  ) {
    if (Buffer.byteLength(path) >= PATH_LIMIT_BYTES) {
      const length = Buffer.byteLength(path);
      throw new Error(`port ${name}: the path of its socket has ${length} octets, at most 107 are allowed: ${path}`);
    }
    this.server = createServer((socket) => this.take(socket));
  }

  /** Listens. A socket file that an earlier lab left is replaced. */
  async open(): Promise<void> {
    removeSocket(this.path, this.name);
    const { server } = this;
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.path, resolve);
    });
    // a failed accept must not end the lab
    server.on("error", () => {});
    chmodSync(this.path, 0o600);
  }

  /** Whether a card is connected. */
  get isConnected(): boolean {
    return this.socket !== undefined;
  }

  /** Returns false if the frame is not sent: no card is connected, or too much is waiting. */
  send(frame: Buffer): boolean {
    const { socket } = this;
    if (socket === undefined || this.waitingBytes + socket.writableLength > LONGEST_QUEUE_BYTES) {
      return false;
    }
    this.waitingBytes += frame.length;
    if (this.waiting.push(frame) === 1) {
      // sends all frames of a turn in one write
      setImmediate(this.flush);
    }
    return true;
  }

  private readonly flush = (): void => {
    const frames = this.waiting;
    this.waiting = [];
    this.waitingBytes = 0;
    if (this.socket?.writable) {
      this.socket.write(frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames));
    }
  };

  private take(socket: Socket): void {
    // a restarted machine connects before its old connection is known to be closed
    this.socket?.destroy();
    this.socket = socket;
    const reader = new FrameReader((frame) => this.events.received(frame));
    socket.on("data", (chunk) => {
      if (!reader.read(chunk)) {
        this.events.garbled();
        socket.destroy();
      }
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.socket === socket) {
        this.socket = undefined;
      }
    });
  }

  async close(): Promise<void> {
    this.socket?.destroy();
    this.socket = undefined;
    // listening has failed
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}

function removeSocket(path: string, name: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isSocket()) {
    throw new Error(`port ${name}: ${path} is there already and is no socket; remove it or choose another path`);
  }
  rmSync(path, { force: true });
}
