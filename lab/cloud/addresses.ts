import { contains, formatIpv4, parseIpv4, parseIpv4Range } from "../../platform/addresses/ipv4";
import { type Ipv6Address, parseIpv6 } from "../../platform/addresses/ipv6";
import type { Call } from "./call";
import { numberOf } from "./ids";
import { Refusal } from "./refusal";
import type { Organisation } from "./state/organisation";
import { addressesOf, BLOCK_SIZE } from "./state/public-ip-block";
import { hostsOf, ipv4RangeOf, isHostOf, type Vlan } from "./state/vlan";

/** An IPv6 address as the API writes it: eight groups, nothing compressed, e.g. `2001:db8:64:1153:0:0:0:1`. */
export function expandedIpv6(address: Ipv6Address): string {
  return address.map((group) => group.toString(16)).join(":");
}

/** Converts an address to the API's form; undefined if the text is not an IPv6 address. */
export function normalIpv6(text: string): string | undefined {
  const address = parseIpv6(text);
  return address === undefined ? undefined : expandedIpv6(address);
}

/** Whether an address in the API's form is inside the VLAN's /64. */
export function isInIpv6RangeOf(vlan: Vlan, address: string): boolean {
  return address.startsWith(`${vlan.ipv6Prefix}:`);
}

/** Addresses of a VLAN that are taken by NICs or reserved, in both families. */
export function takenIn(organisation: Organisation, vlan: Vlan): Set<string> {
  const taken = new Set<string>();
  for (const server of organisation.all("server")) {
    for (const nic of server.nics) {
      if (nic.vlanId === vlan.id) {
        taken.add(nic.privateIpv4).add(nic.ipv6);
      }
    }
  }
  for (const reservation of organisation.all("reservation")) {
    if (reservation.vlanId === vlan.id) {
      taken.add(reservation.ipAddress);
    }
  }
  return taken;
}

/** The lowest free private address of a VLAN. Throws NO_IP_ADDRESS_AVAILABLE. */
export function freeIpv4(vlan: Vlan, taken: ReadonlySet<string>): string {
  const { first, last } = hostsOf(vlan);
  for (let address = first; address <= last; address += 1) {
    const text = formatIpv4(address);
    if (!taken.has(text) && text !== vlan.ipv4GatewayAddress) {
      return text;
    }
  }
  throw new Refusal("NO_IP_ADDRESS_AVAILABLE", `VLAN ${vlan.id} has no private IPv4 address left`);
}

/** Refuses a private address that a NIC of this VLAN cannot have. */
export function requireFreeIpv4(vlan: Vlan, taken: ReadonlySet<string>, text: string, field: string): void {
  const address = parseIpv4(text);
  if (address === undefined || !isHostOf(vlan, address)) {
    const { first, last } = hostsOf(vlan);
    const range = `${formatIpv4(first)} to ${formatIpv4(last)}`;
    throw new Refusal("IP_ADDRESS_OUT_OF_RANGE", `${field}: ${text} is no free host of VLAN ${vlan.id} (${range})`);
  }
  requireFree(vlan, taken, text, field);
}

/** Refuses an IPv6 address (in the API's form) that a NIC of this VLAN cannot have. */
export function requireFreeIpv6(vlan: Vlan, taken: ReadonlySet<string>, address: string, field: string): void {
  if (!isInIpv6RangeOf(vlan, address) || /:0:0:0:[01]$/.test(address)) {
    const range = `${vlan.ipv6Prefix}:0:0:0:0/64`;
    throw new Refusal("IP_ADDRESS_OUT_OF_RANGE", `${field}: ${address} is no host of VLAN ${vlan.id} (${range})`);
  }
  requireFree(vlan, taken, address, field);
}

function requireFree(vlan: Vlan, taken: ReadonlySet<string>, address: string, field: string): void {
  if (taken.has(address)) {
    throw new Refusal("IP_ADDRESS_NOT_UNIQUE", `${field}: ${address} is in use or reserved in VLAN ${vlan.id}`);
  }
}

/** A free IPv6 address for a new NIC. The host part is derived from the NIC's id. */
export function newIpv6(vlan: Vlan, nicId: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const host = [0, 1, 2, 3].map((group) => numberOf(`${nicId}/${attempt}/${group}`, 16).toString(16));
    const address = `${vlan.ipv6Prefix}:${host.join(":")}`;
    if (!taken.has(address) && !/:0:0:0:[01]$/.test(address)) {
      return address;
    }
  }
}

/**
 * A /64 that no other VLAN of the region has, derived from the label, so that the same VLAN gets the same /64 while it
 * is free.
 */
export function newIpv6Prefix(call: Call, label: string): string {
  const taken = new Set<string>();
  for (const organisation of call.view.organisationsIn(call.region.name)) {
    for (const vlan of organisation.all("vlan")) {
      taken.add(vlan.ipv6Prefix);
    }
  }
  const start = numberOf(label, 16);
  for (let step = 0; step < 2 ** 16; step += 1) {
    const prefix = `${call.region.ipv6}:${((start + step) % 2 ** 16).toString(16)}`;
    if (!taken.has(prefix)) {
      return prefix;
    }
  }
  throw new Refusal("OUT_OF_RESOURCES", `region ${call.region.name} has no IPv6 /64 left`);
}

/** Blocks of public addresses fill the lower half of a region's range, SNAT addresses the upper half. */
const HALF = 2 ** 15;

/** The first address of a free block. */
export function newBlockBase(call: Call, label: string): string {
  const taken = new Set<string>();
  for (const organisation of call.view.organisationsIn(call.region.name)) {
    for (const block of organisation.all("publicIpBlock")) {
      taken.add(block.baseIp);
    }
  }
  return free(call, label, HALF / BLOCK_SIZE, (index) => index * BLOCK_SIZE, taken);
}

/** The source address of a network domain's outgoing traffic (SNAT). */
export function newSnatAddress(call: Call, label: string): string {
  const taken = new Set<string>();
  for (const organisation of call.view.organisationsIn(call.region.name)) {
    for (const networkDomain of organisation.all("networkDomain")) {
      taken.add(networkDomain.snatIpv4Address);
    }
  }
  return free(call, label, HALF, (index) => HALF + index, taken);
}

function free(
  call: Call,
  label: string,
  places: number,
  offset: (index: number) => number,
  taken: Set<string>,
): string {
  const range = parseIpv4Range(call.region.publicIpv4);
  const start = numberOf(label, 32) % places;
  for (let step = 0; step < places; step += 1) {
    const address = formatIpv4((range?.address ?? 0) + offset((start + step) % places));
    if (!taken.has(address)) {
      return address;
    }
  }
  throw new Refusal("OUT_OF_RESOURCES", `region ${call.region.name} has no public IPv4 address left`);
}

/** Public addresses that a network domain holds, in ascending order. */
export function publicAddressesOf(organisation: Organisation, networkDomainId: string): string[] {
  return organisation
    .those("publicIpBlock", (block) => block.networkDomainId === networkDomainId)
    .flatMap((block) => addressesOf(block));
}

/** Public addresses of a network domain that NAT rules and virtual listeners use. */
export function publicAddressesInUse(organisation: Organisation, networkDomainId: string): Set<string> {
  const held = new Set(publicAddressesOf(organisation, networkDomainId));
  const nat = organisation.those("natRule", (rule) => rule.networkDomainId === networkDomainId);
  const listeners = organisation.those("virtualListener", (listener) => listener.networkDomainId === networkDomainId);
  const used = [...nat.map((rule) => rule.externalIp), ...listeners.map((listener) => listener.listenerIpAddress)];
  return new Set(used.filter((address) => held.has(address)));
}

/** The VLAN of a network domain in whose range an IPv4 address lies. */
export function vlanHolding(organisation: Organisation, networkDomainId: string, address: number): Vlan | undefined {
  return organisation.those(
    "vlan",
    (vlan) => vlan.networkDomainId === networkDomainId && contains(ipv4RangeOf(vlan), address),
  )[0];
}
