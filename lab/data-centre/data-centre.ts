import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../cloud/cloud";
import type { Hypervisor, ServerPlace, VlanPlace } from "../cloud/hypervisor";
import type { NetworkChange, ServerChange } from "../cloud/state/completion";
import type { Server } from "../cloud/state/server";
import { Fabric } from "../fabric/fabric";
import type { Cancellation } from "../host/cancellation";
import { Emulators } from "../machines/emulators";
import type { MachineImage } from "../machines/image/machine-image";
import type { Machine } from "../machines/machine";
import { type Boot, type Prepared, prepareBoot } from "./boot";
import { ADDRESSES, claim, type Release } from "./claim";
import { Enforcement } from "./enforcement";
import { domainNames, dropWords, type RuleUse, ruleUses } from "./firewall-words";
import type { MachineBackend } from "./machine-backend";
import { Network, type NetworkOptions } from "./network";
import { type Outsiders, SimulatedOutsiders, TIME_SERVER } from "./outside";
import { changeMachine } from "./server";
import { ServerMachines } from "./server-machines";
import { chooseSshPort } from "./ssh-port";

export interface DataCentreOptions {
  /** The project's folder: images are cached below it. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
}

/** Number of console lines that a failure shows. */
const CONSOLE_LINES = 15;

/**
 * The hardware behind the simulated cloud. Each server is a machine; each VLAN is a network that enforces the API's
 * current firewall rules; each public address is a loopback address.
 */
export class DataCentre implements Hypervisor, MachineBackend {
  readonly hypervisor = this;
  readonly timeServer = TIME_SERVER;
  readonly fabric = new Fabric({ ntp: TIME_SERVER });
  readonly outsiders: Outsiders = new SimulatedOutsiders(this.fabric);
  private readonly emulators = new Emulators();
  private readonly networks = new Map<string, Network>();
  private readonly machines = new ServerMachines(this.emulators);
  private readonly problems: string[] = [];
  private readonly link = mkdtempSync(join(tmpdir(), "plumbline-"));
  private cloud: Cloud | undefined;
  private enforcement: Enforcement | undefined;
  private boot: Boot | undefined;

  private constructor(
    private readonly options: DataCentreOptions,
    readonly sshPort: number,
    private readonly release: Release,
  ) {}

  /** @throws Failure if another lab with machines runs on this host */
  static async open(options: DataCentreOptions): Promise<DataCentre> {
    const release = await claim(ADDRESSES);
    return new DataCentre(options, await chooseSshPort(), release);
  }

  attach(cloud: Cloud, folder: string): void {
    this.cloud = cloud;
    const machines = join(folder, "machines");
    mkdirSync(machines, { mode: 0o700 });
    // sockets are among the machines' files, and a socket's path must be short
    symlinkSync(machines, this.folder);
    const { fabric, networks, sshPort } = this;
    const onProblem = (problem: string) => this.problems.push(problem);
    this.enforcement = new Enforcement({ cloud, fabric, networks, sshPort, onProblem });
  }

  /** Builds what is missing: QEMU, and the image that the servers boot. */
  async prepare(say: (line: string) => void, machines: number): Promise<Prepared> {
    const { folder, emulators, sshPort } = this;
    const { boot, prepared } = await prepareBoot({ ...this.options, folder, emulators, sshPort, machines, say });
    this.boot = boot;
    return prepared;
  }

  async perform(change: ServerChange, { region, server }: ServerPlace): Promise<void> {
    if (change.do === "deploy") {
      await this.deploy(region, server, change.start);
      return;
    }
    const machine = this.machines.of(server.id);
    if (machine === undefined) {
      // a server whose deployment failed has no machine: it can only be deleted
      if (change.do === "delete") {
        return;
      }
      throw new Error(`server ${server.name} has no machine`);
    }
    if (change.do === "delete") {
      this.machines.forget(server.id);
      await machine.delete();
      await this.networks.get(server.nics[0]?.vlanId ?? "")?.unplug(server.id);
      return;
    }
    await changeMachine(machine, server, change);
  }

  async performVlan(change: NetworkChange, { region, vlan }: VlanPlace): Promise<void> {
    const known = this.networks.get(vlan.id);
    if (change.do === "deploy" && known === undefined) {
      this.networks.set(vlan.id, await Network.build(vlan, this.networkOptions));
      this.enforcement?.enforce(region, vlan.networkDomainId);
    }
    if (change.do === "delete" && known !== undefined) {
      this.networks.delete(vlan.id);
      await known.remove();
    }
  }

  /** Saves every running machine at the same moment into a new folder and ends it; {@link restore} continues them. */
  async save(folder: string): Promise<void> {
    await this.machines.save(folder);
  }

  /** Continues the machines that {@link save} has just put into a folder. Their clocks show the moment of saving. */
  async resumeSaved(folder: string): Promise<void> {
    await this.machines.resumeSaved(folder);
  }

  /** Restores the machines of a cloud that continues from its state. The folder holds the saved machines. */
  async restore(folder: string): Promise<void> {
    const organisations = this.cloud?.allOrganisations ?? [];
    for (const organisation of organisations) {
      for (const vlan of organisation.all("vlan")) {
        this.networks.set(vlan.id, await Network.build(vlan, this.networkOptions));
      }
    }
    const servers = organisations.flatMap((organisation) => [...organisation.all("server")]);
    await Promise.all(servers.map(async (server) => (await this.newMachine(server)).restore(join(folder, server.id))));
    for (const organisation of organisations) {
      for (const { id } of organisation.all("networkDomain")) {
        this.enforcement?.enforce(organisation.region, id);
      }
    }
  }

  /** Ids of the existing VLANs. */
  get networkIds(): readonly string[] {
    return [...this.networks.keys()];
  }

  /** The machine of a server, by the server's name: accidents happen to machines, not through the API. */
  machine(name: string): Machine {
    return this.machines.named(name);
  }

  /** What each firewall rule for IPv6 has done so far, in the order of the network domains. */
  firewall(): readonly RuleUse[] {
    return ruleUses(this.fabric.report(), this.domainNames);
  }

  /** What is left when nothing should be. */
  left(): readonly string[] {
    return this.emulators.running.map(({ name }) => `process ${name}`);
  }

  /** What the lab knows about a failure: its own problems, dropped packets, the last lines of each console. */
  async diagnosis(): Promise<readonly string[]> {
    const { recentDrops } = this.fabric.report();
    const consoles = this.machines.all.map((machine) =>
      [`console of ${machine.name}:`, ...machine.console.lastLines(CONSOLE_LINES)].join("\n  "),
    );
    const names = this.domainNames;
    const drops = recentDrops.slice(-CONSOLE_LINES).map((drop) => `dropped: ${dropWords(drop, names)}`);
    return [...this.problems, ...drops, ...consoles];
  }

  /** Ends every machine. Disks are removed, console logs stay. */
  async close(): Promise<void> {
    await this.emulators.endAll();
    await this.fabric.stop();
    await this.release();
    rmSync(this.link, { recursive: true, force: true });
  }

  private async deploy(region: string, server: Server, start: boolean): Promise<void> {
    const machine = await this.newMachine(server);
    await machine.create();
    if (start) {
      await machine.start();
    }
    this.enforcement?.enforce(region, server.networkDomainId);
  }

  /** A new machine for a server, with a socket for its network card. */
  private async newMachine(server: Server): Promise<Machine> {
    const [nic] = server.nics;
    const network = this.networks.get(nic?.vlanId ?? "");
    if (nic === undefined || network === undefined) {
      throw new Error(`server ${server.name} has no network`);
    }
    return this.machines.add(server, nic, network, { ...this.requireBoot(), folder: this.folder });
  }

  private get domainNames(): ReadonlyMap<string, string> {
    return this.cloud === undefined ? new Map() : domainNames(this.cloud);
  }

  private get folder(): string {
    return join(this.link, "m");
  }

  private get networkOptions(): NetworkOptions {
    return { fabric: this.fabric, emulators: this.emulators, qemu: this.requireBoot().image.qemu, folder: this.folder };
  }

  /** @throws Error before {@link prepare} */
  private requireBoot(): Boot {
    if (this.boot === undefined) {
      throw new Error("prepare comes before the first server and VLAN");
    }
    return this.boot;
  }

  /** The image that machines boot. @throws Error before {@link prepare} */
  requireImage(): MachineImage {
    return this.requireBoot().image;
  }
}
