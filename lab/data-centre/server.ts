import type { ServerChange } from "../cloud/state/completion";
import { disksOf, type Server } from "../cloud/state/server";
import type { Vlan } from "../cloud/state/vlan";
import { type GuestSettings, hashPassword } from "../machines/guest-settings";
import type { Machine } from "../machines/machine";
import { dnsOf, ipv6GatewayOf } from "./network";

/** What the platform's guest customisation tells a new server. */
export async function guestSettingsOf(server: Server, vlan: Vlan): Promise<GuestSettings> {
  const [nic] = server.nics;
  if (nic === undefined) {
    throw new Error(`server ${server.name} has no network card`);
  }
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

/** Disks of a new server, without those that are still being added. */
export function machineDisksOf(server: Server): { readonly unit: number; readonly gigabytes: number }[] {
  return server.controllers
    .filter(({ busNumber }) => busNumber === 0)
    .flatMap(({ disks }) => disks.map(({ scsiId, sizeGb }) => ({ unit: scsiId, gigabytes: sizeGb })));
}

/** Applies a change of a server to its machine. */
export async function changeMachine(
  machine: Machine,
  server: Server,
  change: Exclude<ServerChange, { do: "deploy" | "delete" }>,
): Promise<void> {
  const disk = (id: string) => {
    const found = disksOf(server).find((one) => one.id === id);
    if (found === undefined) {
      throw new Error(`server ${server.name} has no disk ${id}`);
    }
    return { unit: found.scsiId, gigabytes: found.sizeGb };
  };
  switch (change.do) {
    case "start":
      return machine.start();
    case "stop":
      return change.hard ? machine.powerOff() : machine.shutDown();
    case "reboot":
      return change.hard ? machine.reset() : machine.reboot();
    case "addDisk":
      return machine.addDisk(disk(change.diskId));
    case "expandDisk":
      return machine.growDisk({ ...disk(change.diskId), gigabytes: change.sizeGb });
    case "removeDisk":
      return machine.removeDisk(disk(change.diskId).unit);
    case "reconfigure":
    case "updateTools":
    case "changeDiskSpeed":
      // a machine gets what this host can give; only the API shows the new size
      return;
    case "addController":
    case "removeController":
    case "addNic":
    case "changeNic":
    case "removeNic":
      throw new Error(`the lab's machines cannot ${change.do}: they have one controller and one network card`);
  }
}
