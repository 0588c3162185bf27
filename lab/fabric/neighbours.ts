import { type AddressKey, octetsOfKey } from "./address";
import type { Mac } from "./frame";

/** Addresses of one VLAN that the router looks for or knows. */
const MOST_NEIGHBOURS = 1024;
/** Frames of one VLAN, and of one of its addresses, that wait for a hardware address. */
const MOST_WAITING = 512;
const MOST_WAITING_FOR_ONE = 64;

/** Milliseconds. Source: RFC 4861, 10 (REACHABLE_TIME, RETRANS_TIMER), and how often it is asked in vain. */
const REACHABLE = 30_000;
const RETRANSMISSION = 1_000;
const MOST_SOLICITATIONS = 3;

export interface NeighbourEvents {
  solicit(target: Buffer): void;
  send(frame: Buffer, mac: Mac): void;
  /** Nobody has the address that a frame goes to. */
  unreachable(frame: Buffer): void;
  dropped(reason: string, frame: Buffer): void;
}

class Neighbour {
  mac: Mac | undefined;
  /** When the hardware address was last confirmed, used and asked for. */
  confirmed = 0;
  used = 0;
  asked = 0;
  solicitations = 0;
  readonly waiting: Buffer[] = [];
}

/** What the router knows of the hosts of one VLAN, and the frames that wait until it knows. */
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

  /** Hosts whose hardware address is known. */
  *reachable(): Generator<readonly [AddressKey, Mac]> {
    for (const [key, { mac }] of this.known) {
      if (mac !== undefined) {
        yield [key, mac];
      }
    }
  }

  /** Sends a frame to a host of the VLAN, now or as soon as its hardware address is known. */
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
      // a copy: the frame may be a small part of a large chunk that would stay in memory with it
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

  /** A host said which hardware address is its own. `override` false: it does not insist. */
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

  /** Makes room by the neighbour that has gone unused for the longest time; nobody waits for those. */
  private forgetIdle(): boolean {
    let idle: AddressKey | undefined;
    let since = this.now() - REACHABLE;
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

  /** Asks again where no answer came, asks those that are in use for long whether they are still there, gives up. */
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
  const isStale = mac === undefined || (now - confirmed > REACHABLE && used > confirmed);
  return isStale && now - asked >= RETRANSMISSION;
}
