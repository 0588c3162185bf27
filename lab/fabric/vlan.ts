import {
  type AddressKey,
  groupMac,
  isMulticastAt,
  keyAt,
  networkKeyAt,
  octetsOf,
  readAddress,
  readNetwork,
  solicitedNode,
  textAt,
} from "./address";
import { address, type Mac } from "./frame";
import { neighbourSolicitation } from "./icmpv6";
import { Neighbours } from "./neighbours";
import { LearningSwitch } from "./switch";

/** A VLAN as the data centre describes it. */
export interface VlanProps {
  readonly id: string;
  /** Id of the network domain whose firewall rules apply to traffic in and out. */
  readonly domainId: string;
  /** Name for messages. */
  readonly name: string;
  readonly ipv6: {
    /** A /64 in CIDR form, e.g. `2001:db8:64:1153::/64`. */
    readonly network: string;
    /** The router's address in it. */
    readonly gateway: string;
  };
  /** Octets of the longest packet that is routed into the VLAN. @default 1500 */
  readonly mtu?: number;
  /** Whether the router answers router solicitations; the platform's hosts have static routes. @default false */
  readonly advertise?: boolean;
}

/** What a VLAN needs of the router. */
export interface VlanEvents {
  received(vlan: Vlan, frame: Buffer): void;
  unreachable(vlan: Vlan, frame: Buffer): void;
  dropped(reason: string, vlan: Vlan, frame: Buffer): void;
}

/** One VLAN: a switch, and the router's interface in it. */
export class Vlan {
  readonly id: string;
  readonly domainId: string;
  readonly name: string;
  readonly mtu: number;
  readonly advertise: boolean;
  /** The /64, 16 octets. */
  readonly network: Buffer;
  readonly networkKey: AddressKey;
  readonly gateway: Buffer;
  readonly gatewayKey: AddressKey;
  /**
   * The router's MAC address and link-local address here. They are derived from the /64, because saved machines
   * remember them.
   */
  readonly mac: Mac;
  readonly linkLocal: Buffer;
  readonly switch: LearningSwitch;
  readonly neighbours: Neighbours;
  /** Whether the router's interface loses every packet in both directions. */
  isCut = false;

  constructor(
    props: VlanProps,
    now: () => number,
    private readonly events: VlanEvents,
  ) {
    const { id, domainId, name, ipv6, mtu = 1500, advertise = false } = props;
    this.id = id;
    this.domainId = domainId;
    this.name = name;
    this.mtu = mtu;
    this.advertise = advertise;
    this.network = readNetwork(ipv6.network, `VLAN ${id}: network`);
    this.networkKey = networkKeyAt(this.network, 0);
    this.gateway = readAddress(ipv6.gateway, `VLAN ${id}: gateway`);
    this.gatewayKey = keyAt(this.gateway, 0);
    if (networkKeyAt(this.gateway, 0) !== this.networkKey) {
      throw new Error(`VLAN ${id}: gateway is ${textAt(this.gateway, 0)}; an address in ${ipv6.network} is expected`);
    }
    if (!Number.isInteger(mtu) || mtu < 1280 || mtu > 65_000) {
      throw new Error(`VLAN ${id}: MTU is ${mtu}; 1280 to 65000 octets are allowed`);
    }
    const tail = this.network.readUInt32BE(4);
    this.mac = 0x02fb_0000_0000 + tail;
    // modified EUI-64. Source: RFC 4291, appendix A
    const [high, low] = [tail >>> 16, tail & 0xffff];
    this.linkLocal = octetsOf([0xfe80, 0, 0, 0, 0x00fb, ((high >>> 8) << 8) | 0xff, 0xfe00 | (high & 0xff), low]);
    this.switch = new LearningSwitch(this.mac, {
      forRouter: (frame) => events.received(this, frame),
      dropped: (reason, frame) => events.dropped(reason, this, frame),
    });
    this.neighbours = new Neighbours(now, {
      solicit: (target) => this.solicit(target),
      send: (frame, mac) => this.send(frame, mac),
      unreachable: (frame) => events.unreachable(this, frame),
      dropped: (reason, frame) => events.dropped(reason, this, frame),
    });
  }

  /** Whether an address lies in the /64. */
  holds(address: Buffer): boolean {
    return networkKeyAt(address, 0) === this.networkKey;
  }

  /** Sends a frame of the router: to one card, or to the packet's multicast group. */
  send(frame: Buffer, mac: Mac): void {
    if (this.isCut) {
      this.events.dropped("link cut", this, frame);
      return;
    }
    address(frame, mac, this.mac);
    this.switch.sendOut(frame);
  }

  /** Sends a frame to a group, or to the card that sent the frame it answers. */
  answer(frame: Buffer, to: Buffer, mac: Mac): void {
    this.send(frame, isMulticastAt(to, 0) ? groupMac(to) : mac);
  }

  private solicit(target: Buffer): void {
    const group = solicitedNode(target);
    this.send(neighbourSolicitation(this.gateway, group, target, this.mac), groupMac(group));
  }
}
