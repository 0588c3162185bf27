import { type AddressKey, octetsOfKey } from "./address";
import type { Mac } from "./frame";

/** Largest number of addresses of one VLAN that the router knows or looks for. */
const MOST_NEIGHBOURS = 1024;
/** Largest number of frames that wait for a MAC address: in one VLAN, and for one address. */
const MOST_WAITING = 512;
const MOST_WAITING_FOR_ONE = 64;

/** REACHABLE_TIME, RETRANS_TIMER and MAX_MULTICAST_SOLICIT of RFC 4861, 10. */
const REACHABLE_MS = 30_000;
const RETRANSMISSION_MS = 1_000;
const MOST_SOLICITATIONS = 3;

export interface NeighbourEvents {
  solicit(target: Buffer): void;
  send(frame: Buffer, mac: Mac): void;
  /** No host has the address that a frame is addressed to. */
  unreachable(frame: Buffer): void;
  dropped(reason: string, frame: Buffer): void;
}

class Neighbour {
  mac: Mac | undefined;
  /** When the MAC address was last confirmed, used and asked for. */
  confirmed = 0;
  used = 0;
  asked = 0;
  solicitations = 0;
  readonly waiting: Buffer[] = [];
}

/** The router's neighbour cache for one VLAN, and the frames that wait for a MAC address. */
export class Neighbours {
  private readonly known = new Map<AddressKey, Neighbour>();
  private waiting = 0;

  constructor(
    private readonly now: () => number,
    private readonly events: NeighbourEvents,
  ) {}

  get size(): number {
    return this.known.size;
  }

  /** Hosts whose MAC address is known. */
  *reachable(): Generator<readonly [AddressKey, Mac]> {
    for (const [key, { mac }] of this.known) {
      if (mac !== undefined) {
        yield [key, mac];
      }
    }
  }

  /** Sends a frame to a host of the VLAN as soon as its MAC address is known. */
  deliver(frame: Buffer, to: AddressKey): void {
    const neighbour = this.known.get(to) ?? this.lookFor(to);
    if (neighbour === undefined) {
      this.events.dropped("too many unknown neighbours", frame);
    } else if (neighbour.mac !== undefined) {
      neighbour.used = this.now();
      this.events.send(frame, neighbour.mac);
    } else if (neighbour.waiting.length >= MOST_WAITING_FOR_ONE || this.waiting >= MOST_WAITING) {
      this.events.dropped("too many frames wait for a neighbour", frame);
    } else {
      // a copy: the frame may be a small part of a large chunk, which would stay in memory
      neighbour.waiting.push(Buffer.from(frame));
      this.waiting += 1;
    }
  }

  private lookFor(key: AddressKey): Neighbour | undefined {
    const neighbour = this.add(key);
    if (neighbour !== undefined) {
      this.ask(key, neighbour);
    }
    return neighbour;
  }

  /** A host has advertised its MAC address. `override` false: a known address stays. */
  learn(key: AddressKey, mac: Mac, override = true): void {
    const neighbour = this.known.get(key) ?? this.add(key);
    if (neighbour === undefined || (!override && neighbour.mac !== undefined && neighbour.mac !== mac)) {
      return;
    }
    neighbour.mac = mac;
    neighbour.confirmed = this.now();
    neighbour.solicitations = 0;
    this.waiting -= neighbour.waiting.length;
    for (const frame of neighbour.waiting.splice(0)) {
      this.events.send(frame, mac);
    }
  }

  private add(key: AddressKey): Neighbour | undefined {
    if (this.known.size >= MOST_NEIGHBOURS && !this.forgetIdle()) {
      return undefined;
    }
    const neighbour = new Neighbour();
    this.known.set(key, neighbour);
    return neighbour;
  }

  /** Makes room by removing the neighbour that has been unused for longest and has no frames waiting. */
  private forgetIdle(): boolean {
    let idle: AddressKey | undefined;
    let since = this.now() - REACHABLE_MS;
    for (const [key, { mac, confirmed, used }] of this.known) {
      const last = Math.max(confirmed, used);
      if (mac !== undefined && last < since) {
        idle = key;
        since = last;
      }
    }
    return idle !== undefined && this.known.delete(idle);
  }

  private ask(key: AddressKey, neighbour: Neighbour): void {
    neighbour.solicitations += 1;
    neighbour.asked = this.now();
    this.events.solicit(octetsOfKey(key));
  }

  /** Asks again after silence, probes neighbours that are in use, and gives up after too many questions. */
  tick(): void {
    const now = this.now();
    for (const [key, neighbour] of this.known) {
      if (!isDue(neighbour, now)) {
        continue;
      }
      if (neighbour.solicitations < MOST_SOLICITATIONS) {
        this.ask(key, neighbour);
        continue;
      }
      this.known.delete(key);
      this.waiting -= neighbour.waiting.length;
      for (const frame of neighbour.waiting) {
        this.events.unreachable(frame);
      }
    }
  }
}

function isDue({ mac, confirmed, used, asked }: Neighbour, now: number): boolean {
  const isStale = mac === undefined || (now - confirmed > REACHABLE_MS && used > confirmed);
  return isStale && now - asked >= RETRANSMISSION_MS;
}
