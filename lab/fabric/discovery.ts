import { ADDRESS_OCTETS, type AddressKey, ALL_NODES, isMulticastAt, isUnspecifiedAt, keyAt } from "./address";
import { type Mac, sourceMac } from "./frame";
import {
  echoReply,
  NEIGHBOUR_ADVERTISEMENT,
  NEIGHBOUR_SOLICITATION,
  neighbourAdvertisement,
  REDIRECT,
  ROUTER_SOLICITATION,
  routerAdvertisement,
} from "./icmpv6";
import type { Ipv6Packet } from "./ipv6-packet";
import { ECHO_REQUEST, ICMPV6 } from "./upper-layer";
import type { Vlan } from "./vlan";

/** Whether a packet belongs to neighbour discovery, which routers do not forward. */
export function isDiscovery({ upper }: Ipv6Packet): boolean {
  return upper?.protocol === ICMPV6 && upper.kind >= ROUTER_SOLICITATION && upper.kind <= REDIRECT;
}

/**
 * What the router tells its neighbours on one link: that it is there, that its addresses are taken, and that it is
 * reachable. Returns the reason if a packet is invalid. Source: RFC 4861, RFC 4862 5.4.
 * @param simulates whether the fabric answers for an address of this VLAN besides the router's own
 */
export function discover(
  vlan: Vlan,
  packet: Ipv6Packet,
  frame: Buffer,
  simulates: (key: AddressKey) => boolean,
): string | undefined {
  const { upper } = packet;
  if (upper?.protocol !== ICMPV6 || upper.fragment !== undefined) {
    return undefined;
  }
  if (!packet.isIntact) {
    return "wrong checksum";
  }
  const mac = sourceMac(frame);
  if (upper.kind === ECHO_REQUEST && vlan.linkLocal.equals(packet.destination)) {
    vlan.answer(echoReply(packet, upper.start), packet.source, mac);
    return undefined;
  }
  // a packet from another link would have a lower hop limit
  if (packet.hopLimit !== 255) {
    return isDiscovery(packet) ? "neighbour discovery from another link" : undefined;
  }
  switch (upper.kind) {
    case ROUTER_SOLICITATION:
      return vlan.advertise ? advertise(vlan) : undefined;
    case NEIGHBOUR_SOLICITATION:
      return solicited(vlan, packet, upper.start, mac, simulates);
    case NEIGHBOUR_ADVERTISEMENT:
      return advertised(vlan, packet, upper.start, mac);
    default:
      return undefined;
  }
}

function advertise(vlan: Vlan): undefined {
  const frame = routerAdvertisement(vlan.linkLocal, ALL_NODES, vlan.mac, vlan.network, vlan.mtu);
  vlan.answer(frame, ALL_NODES, vlan.mac);
}

function solicited(
  vlan: Vlan,
  packet: Ipv6Packet,
  start: number,
  mac: Mac,
  simulates: (key: AddressKey) => boolean,
): string | undefined {
  const target = targetOf(packet, start);
  if (target === undefined) {
    return "malformed";
  }
  const { source } = packet;
  // the host checks whether its address is free: it cannot be answered at that address
  const isProbe = isUnspecifiedAt(source, 0);
  const key = keyAt(target, 0);
  const isOwn = key === vlan.gatewayKey || target.equals(vlan.linkLocal) || simulates(key);
  if (!isProbe) {
    learn(vlan, source, mac, true);
  }
  if (isOwn) {
    const to = isProbe ? ALL_NODES : source;
    vlan.answer(neighbourAdvertisement(target, to, vlan.mac, !isProbe), to, mac);
  }
  return undefined;
}

const OVERRIDE = 0x20;

function advertised(vlan: Vlan, packet: Ipv6Packet, start: number, mac: Mac): string | undefined {
  const target = targetOf(packet, start);
  if (target === undefined) {
    return "malformed";
  }
  learn(vlan, target, mac, ((packet.bytes[start + 4] as number) & OVERRIDE) !== 0);
  return undefined;
}

/** No host may claim one of the router's own addresses. */
function learn(vlan: Vlan, address: Buffer, mac: Mac, override: boolean): void {
  const key = keyAt(address, 0);
  if (vlan.holds(address) && key !== vlan.gatewayKey) {
    vlan.neighbours.learn(key, mac, override);
  }
}

function targetOf({ bytes, end }: Ipv6Packet, start: number): Buffer | undefined {
  const target = bytes.subarray(start + 8, start + 8 + ADDRESS_OCTETS);
  return start + 8 + ADDRESS_OCTETS > end || isMulticastAt(target, 0) ? undefined : Buffer.from(target);
}
