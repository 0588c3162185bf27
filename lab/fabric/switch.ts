import { destinationMac, hasHeader, isGroupFrame, type Mac, sourceMac } from "./frame";
import type { Port } from "./port";

/** Largest number of MAC addresses that one VLAN remembers. */
const MOST_MACS = 1024;

export interface SwitchEvents {
  /** Receives a frame for the router's own address or a group. */
  forRouter(frame: Buffer): void;
  dropped(reason: string, frame: Buffer): void;
}

/** The switch of one VLAN: it learns which card is behind which port. The router is connected without a port. */
export class LearningSwitch {
  private readonly ports = new Map<string, Port>();
  private readonly learned = new Map<Mac, Port>();

  constructor(
    private readonly routerMac: Mac,
    private readonly events: SwitchEvents,
  ) {}

  get allPorts(): readonly Port[] {
    return [...this.ports.values()];
  }

  get macs(): ReadonlyMap<Mac, Port> {
    return this.learned;
  }

  plugIn(port: Port): void {
    this.ports.set(port.name, port);
  }

  port(name: string): Port | undefined {
    return this.ports.get(name);
  }

  unplug(port: Port): void {
    this.ports.delete(port.name);
    for (const [mac, behind] of this.learned) {
      if (behind === port) {
        this.learned.delete(mac);
      }
    }
  }

  /** A frame that arrived at a port. */
  receive(from: Port, frame: Buffer): void {
    if (!hasHeader(frame)) {
      this.events.dropped("frame without a header", frame);
      return;
    }
    const source = sourceMac(frame);
    if (source === this.routerMac) {
      this.events.dropped("the router's own hardware address as source", frame);
      return;
    }
    this.learn(source, from);
    if (isGroupFrame(frame)) {
      this.flood(frame, from);
      this.events.forRouter(frame);
      return;
    }
    const destination = destinationMac(frame);
    if (destination === this.routerMac) {
      this.events.forRouter(frame);
      return;
    }
    const port = this.learned.get(destination);
    if (port === undefined) {
      this.flood(frame, from);
    } else if (port !== from) {
      this.send(port, frame);
    }
  }

  /** A frame from the router. */
  sendOut(frame: Buffer): void {
    const port = isGroupFrame(frame) ? undefined : this.learned.get(destinationMac(frame));
    if (port === undefined) {
      this.flood(frame);
    } else {
      this.send(port, frame);
    }
  }

  private learn(mac: Mac, port: Port): void {
    if (this.learned.get(mac) === port) {
      return;
    }
    // a group address is never a source; a card with many source addresses replaces table entries, but never makes the
    // table grow
    if (((mac / 2 ** 40) & 1) === 1) {
      return;
    }
    const [oldest] = this.learned.size >= MOST_MACS ? this.learned.keys() : [];
    if (oldest !== undefined) {
      this.learned.delete(oldest);
    }
    this.learned.set(mac, port);
  }

  private flood(frame: Buffer, except?: Port): void {
    for (const port of this.ports.values()) {
      if (port !== except && port.isConnected) {
        this.send(port, frame);
      }
    }
  }

  private send(port: Port, frame: Buffer): void {
    if (!port.send(frame)) {
      this.events.dropped(port.isConnected ? "queue of a card is full" : "no card at the port", frame);
    }
  }
}
