import type { AddressKey } from "./address";
import { discover, isDiscovery } from "./discovery";
import type { Denial } from "./drops";
import type { Firewall } from "./firewall";
import { isGroupFrame, isIpv6Frame } from "./frame";
import { errorAbout, type Problem } from "./icmpv6";
import { Ipv6Packet } from "./ipv6-packet";
import { Rate } from "./rate";
import type { SimulatedHost } from "./simulated-host";
import type { Vlan } from "./vlan";

/** Largest number of ICMPv6 errors per second. */
const ERRORS_PER_SECOND = 200;

const INTERNET = "internet";

export interface RouterEvents {
  dropped(denial: Denial, vlan: string, frame: Buffer): void;
}

/** An endpoint of a packet. */
interface Place {
  /** Undefined: the Internet. */
  readonly vlan: Vlan | undefined;
  readonly host: SimulatedHost | undefined;
}

/** The router between all VLANs and the simulated Internet. */
export class Router {
  /** By the map key of their /64. */
  private readonly vlans = new Map<AddressKey, Vlan>();
  private readonly hosts = new Map<AddressKey, SimulatedHost>();
  private readonly errors: Rate;

  constructor(
    private readonly firewall: Firewall,
    /** The services at the gateways' addresses. */
    private readonly atGateways: SimulatedHost,
    now: () => number,
    private readonly events: RouterEvents,
  ) {
    this.errors = new Rate(ERRORS_PER_SECOND, now);
  }

  vlanOf(network: AddressKey): Vlan | undefined {
    return this.vlans.get(network);
  }

  addVlan(vlan: Vlan): void {
    this.vlans.set(vlan.networkKey, vlan);
  }

  removeVlan(vlan: Vlan): void {
    this.vlans.delete(vlan.networkKey);
  }

  simulates(key: AddressKey): boolean {
    return this.hosts.has(key);
  }

  /** Makes the fabric answer for an address. */
  play(key: AddressKey, host: SimulatedHost): void {
    this.hosts.set(key, host);
  }

  stopPlaying(key: AddressKey): void {
    this.hosts.delete(key);
  }

  /** A frame of a VLAN that is addressed to the router or a group. Anything but IPv6 is only switched. */
  receive(vlan: Vlan, frame: Buffer): void {
    if (!isIpv6Frame(frame)) {
      return;
    }
    if (vlan.isCut) {
      this.drop("link cut", vlan, frame);
      return;
    }
    const packet = Ipv6Packet.inFrame(frame);
    if (packet === undefined) {
      this.drop("malformed", vlan, frame);
    } else if (packet.staysOnLink || isDiscovery(packet)) {
      const problem = discover(vlan, packet, frame, (key) => this.simulates(key));
      if (problem !== undefined) {
        this.drop(problem, vlan, frame);
      }
    } else if (isGroupFrame(frame)) {
      this.drop("packet for one host in a frame for many", vlan, frame);
    } else if (packet.sourceNetwork !== vlan.networkKey) {
      this.drop("source not of this VLAN", vlan, frame);
    } else {
      this.forward(packet, vlan);
    }
  }

  /** A packet that the fabric itself sends, from an address that it simulates. */
  originate(frame: Buffer): void {
    const packet = Ipv6Packet.inFrame(frame);
    if (packet !== undefined) {
      this.forward(packet, this.vlans.get(packet.sourceNetwork));
    }
  }

  private forward(packet: Ipv6Packet, from: Vlan | undefined): void {
    const { vlan: to, host } = this.placeOf(packet.destinationKey, packet.destinationNetwork);
    if (to === undefined && host === undefined) {
      this.refuse(packet, from, "no route");
      return;
    }
    // the firewall does not filter traffic inside a VLAN
    const denial =
      to !== undefined && to === from ? undefined : this.firewall.judge(packet, from?.domainId, to?.domainId);
    if (denial !== undefined) {
      this.events.dropped(denial, from?.name ?? INTERNET, packet.bytes);
    } else if (host !== undefined) {
      this.handTo(host, packet, from);
    } else if (to !== undefined) {
      this.deliver(packet, from, to);
    }
  }

  private placeOf(key: AddressKey, network: AddressKey): Place {
    const vlan = this.vlans.get(network);
    return { vlan, host: vlan?.gatewayKey === key ? this.atGateways : this.hosts.get(key) };
  }

  private handTo(host: SimulatedHost, packet: Ipv6Packet, from: Vlan | undefined): void {
    if (packet.upper?.fragment !== undefined) {
      this.drop("fragment for the router", from, packet.bytes);
    } else if (!packet.isIntact) {
      this.drop("wrong checksum", from, packet.bytes);
    } else {
      const answer = host.receive(packet);
      if (answer !== undefined) {
        this.originate(answer);
      }
    }
  }

  private deliver(packet: Ipv6Packet, from: Vlan | undefined, to: Vlan): void {
    if (to.isCut) {
      // silently: behind a cut link no router reports an unreachable host
      this.drop("link cut", to, packet.bytes);
    } else if (packet.hopLimit <= 1) {
      this.refuse(packet, from, "hop limit");
    } else if (packet.length > to.mtu) {
      this.refuse(packet, from, { tooBigFor: to.mtu });
    } else {
      packet.countHop();
      to.neighbours.deliver(packet.bytes, packet.destinationKey);
    }
  }

  /** No host has answered for a waiting packet's destination. */
  unreachable(vlan: Vlan, frame: Buffer): void {
    const packet = Ipv6Packet.inFrame(frame);
    if (packet !== undefined) {
      this.drop("address unreachable", vlan, frame);
      this.tell(packet, this.vlans.get(packet.sourceNetwork) ?? vlan, "address unreachable");
    }
  }

  private refuse(packet: Ipv6Packet, from: Vlan | undefined, problem: Problem): void {
    this.drop(typeof problem === "string" ? problem : "too big", from, packet.bytes);
    if (from !== undefined) {
      this.tell(packet, from, problem);
    }
  }

  /** Sends an ICMPv6 error to the source of a packet, from an address of the router in `vlan`. */
  private tell(packet: Ipv6Packet, vlan: Vlan, problem: Problem): void {
    const { sourceKey, sourceNetwork } = packet;
    const error = this.errors.allows() ? errorAbout(packet, problem, vlan.gateway) : undefined;
    const about = error && Ipv6Packet.inFrame(error);
    if (error === undefined || about === undefined) {
      return;
    }
    const { vlan: to, host } = this.placeOf(sourceKey, sourceNetwork);
    if (host !== undefined) {
      host.receive(about);
    } else {
      to?.neighbours.deliver(error, sourceKey);
    }
  }

  private drop(reason: string, vlan: Vlan | undefined, frame: Buffer): void {
    this.events.dropped({ reason }, vlan?.name ?? INTERNET, frame);
  }
}
