import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Nic, Server } from "../cloud/state/server";
import type { Emulators } from "../machines/emulators";
import { Machine } from "../machines/machine";
import type { Boot } from "./boot";
import type { Network } from "./network";
import { guestSettingsOf, machineDisksOf } from "./server";

/** The machines behind the cloud's servers, by the servers' ids. */
export class ServerMachines {
  private readonly machines = new Map<string, Machine>();

  constructor(private readonly emulators: Emulators) {}

  get all(): readonly Machine[] {
    return [...this.machines.values()];
  }

  of(serverId: string): Machine | undefined {
    return this.machines.get(serverId);
  }

  forget(serverId: string): void {
    this.machines.delete(serverId);
  }

  /** @throws Error if no server has this name */
  named(name: string): Machine {
    const found = this.all.find((machine) => machine.name === name);
    if (found === undefined) {
      throw new Error(`no server of the lab is called ${name}`);
    }
    return found;
  }

  /**
   * A new machine for a server, with its network card plugged into the network.
   * @param place what it boots, and the folder for the machines' files
   */
  async add(
    server: Server,
    nic: Nic,
    network: Network,
    { image, hardware, folder }: Boot & { readonly folder: string },
  ): Promise<Machine> {
    const socketPath = await network.plugIn(server.id);
    const machine = new Machine(
      {
        id: server.id,
        name: server.name,
        folder: join(folder, `${server.name}-${server.id.slice(0, 8)}`),
        image,
        disks: machineDisksOf(server),
        card: { macAddress: nic.macAddress, socketPath },
        guest: await guestSettingsOf(server, network.vlan),
        hardware,
      },
      this.emulators,
    );
    this.machines.set(server.id, machine);
    return machine;
  }

  /** Saves every running machine at the same moment into a new folder and ends it. */
  async save(folder: string): Promise<void> {
    const running = [...this.machines].filter(([, machine]) => machine.running);
    await Promise.all(running.map(([, machine]) => machine.pause()));
    await Promise.all(running.map(([id, machine]) => machine.save(join(folder, id))));
  }

  /** Continues the machines that were saved in a folder. */
  async resumeSaved(folder: string): Promise<void> {
    const saved = [...this.machines].filter(([id]) => existsSync(join(folder, id)));
    await Promise.all(saved.map(([id, machine]) => machine.restore(join(folder, id))));
  }
}
