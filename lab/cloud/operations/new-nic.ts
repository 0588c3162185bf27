import { parseIpv4 } from "../../../platform/addresses/ipv4";
import { freeIpv4, newIpv6, normalIpv6, requireFreeIpv4, requireFreeIpv6, takenIn, vlanHolding } from "../addresses";
import type { Call } from "../call";
import { numberOf } from "../ids";
import type { Input } from "../input";
import { Refusal } from "../refusal";
import { NETWORK_ADAPTERS, type NetworkAdapter, type Nic } from "../state/server";
import type { Vlan } from "../state/vlan";

/** A requested NIC: by its VLAN, or by an address that identifies the VLAN. */
export interface NicRequest {
  readonly vlanId: string | undefined;
  readonly privateIpv4: string | undefined;
  readonly ipv6: string | undefined;
  readonly networkAdapter: NetworkAdapter;
  /** Path of the NIC in the request, for messages. */
  readonly field: string;
}

export function readNic(input: Input, field: string): NicRequest {
  const vlanId = input.optionalText("vlanId");
  const privateIpv4 = input.optionalText("privateIpv4");
  const ipv6 = input.optionalText("ipv6");
  const networkAdapter = input.optionalOneOf("networkAdapter", NETWORK_ADAPTERS) ?? "VMXNET3";
  if ((vlanId === undefined) === (privateIpv4 === undefined)) {
    input.problem("vlanId", "exactly one of vlanId and privateIpv4 is expected");
  }
  if (privateIpv4 !== undefined && parseIpv4(privateIpv4) === undefined) {
    input.problem("privateIpv4", `is ${JSON.stringify(privateIpv4)}; an IPv4 address is expected`);
  }
  if (ipv6 !== undefined && normalIpv6(ipv6) === undefined) {
    input.problem("ipv6", `is ${JSON.stringify(ipv6)}; an IPv6 address is expected`);
  }
  return { vlanId, privateIpv4, ipv6, networkAdapter, field };
}

/** Creates the requested NICs, each with free addresses of its VLAN. `firstKey` is the device key of the first one. */
export function newNics(
  call: Call,
  networkDomainId: string,
  owner: string,
  requests: readonly NicRequest[],
  firstKey: number,
): Nic[] {
  const taken = new Map<string, Set<string>>();
  const macAddresses = macAddressesOf(call);
  return requests.map((request, index) => {
    const vlan = vlanFor(call, networkDomainId, request);
    const addresses = taken.get(vlan.id) ?? takenIn(call.organisation, vlan);
    taken.set(vlan.id, addresses);
    const id = call.organisation.ids.next("nic", owner);
    const privateIpv4 = request.privateIpv4 ?? freeIpv4(vlan, addresses);
    if (request.privateIpv4 !== undefined) {
      requireFreeIpv4(vlan, addresses, privateIpv4, `${request.field}.privateIpv4`);
    }
    const wanted = request.ipv6 === undefined ? undefined : normalIpv6(request.ipv6);
    const ipv6 = wanted ?? newIpv6(vlan, id, addresses);
    if (wanted !== undefined) {
      requireFreeIpv6(vlan, addresses, wanted, `${request.field}.ipv6`);
    }
    addresses.add(privateIpv4).add(ipv6);
    const macAddress = newMacAddress(call, id, macAddresses);
    macAddresses.add(macAddress);
    const { networkAdapter } = request;
    return {
      id,
      macAddress,
      vlanId: vlan.id,
      privateIpv4,
      ipv6,
      networkAdapter,
      key: firstKey + index,
      state: "PENDING_ADD",
    };
  });
}

function vlanFor(call: Call, networkDomainId: string, { vlanId, privateIpv4, field }: NicRequest): Vlan {
  const { organisation } = call;
  const vlan =
    vlanId === undefined
      ? vlanHolding(organisation, networkDomainId, parseIpv4(privateIpv4 ?? "") ?? -1)
      : organisation.find("vlan", vlanId);
  if (vlan === undefined) {
    throw new Refusal(
      "IP_ADDRESS_OUT_OF_RANGE",
      `${field}.privateIpv4: ${privateIpv4} is in no VLAN of Network Domain ${networkDomainId}`,
    );
  }
  if (vlan.networkDomainId !== networkDomainId) {
    throw new Refusal(
      "RESOURCE_NOT_FOUND",
      `${field}.vlanId: VLAN ${vlan.id} is not in Network Domain ${networkDomainId}`,
    );
  }
  call.requireNormal("vlan", vlan);
  return vlan;
}

function macAddressesOf(call: Call): Set<string> {
  const all = [...call.organisation.all("server")].flatMap(({ nics }) => nics.map(({ macAddress }) => macAddress));
  return new Set(all);
}

/** A MAC address from the range that VMware assigns itself (00:50:56:80 to :bf); each region has its own part of it. */
function newMacAddress(call: Call, nicId: string, taken: ReadonlySet<string>): string {
  for (let attempt = 0; ; attempt += 1) {
    const number = ((call.region.index % 8) << 19) | numberOf(`${nicId}/${attempt}`, 19);
    const bytes = [0x80 | (number >>> 16), (number >>> 8) & 255, number & 255];
    const address = `00:50:56:${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(":")}`;
    if (!taken.has(address)) {
      return address;
    }
  }
}
