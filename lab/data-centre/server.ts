import type { Server } from "../cloud/state/server";
import type { Vlan } from "../cloud/state/vlan";
import { type GuestSettings, hashPassword } from "../machines/guest-settings";
import { dnsOf, ipv6GatewayOf } from "./network";

/** What the platform's customisation tells a new server of itself. */
export async function guestSettingsOf(server: Server, vlan: Vlan): Promise<GuestSettings> {
  const [nic] = server.nics;
  if (nic === undefined) throw new Error(`server ${server.name} has no network card`);
  return {
    id: server.id,
    hostName: server.name,
    ...(server.administratorPassword && { passwordHash: await hashPassword(server.administratorPassword) }),
    cards: [
      {
        macAddress: nic.macAddress,
        addresses: [`${nic.privateIpv4}/${vlan.ipv4PrefixSize}`, `${nic.ipv6}/64`],
        gateways: [vlan.ipv4GatewayAddress, ipv6GatewayOf(vlan)],
        dns: [dnsOf(vlan)],
      },
    ],
  };
}

/** Disks of a server that is made; those that are still being added come later. */
export function machineDisksOf(server: Server): { readonly unit: number; readonly gigabytes: number }[] {
  return server.controllers
    .filter(({ busNumber }) => busNumber === 0)
    .flatMap(({ disks }) => disks.map(({ scsiId, sizeGb }) => ({ unit: scsiId, gigabytes: sizeGb })));
}
