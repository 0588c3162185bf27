import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../platform/cache-folder";
import type { Cloud } from "../cloud/cloud";
import type { Hypervisor, ServerPlace, VlanPlace } from "../cloud/hypervisor";
import type { NetworkChange, ServerChange } from "../cloud/state/completion";
import type { Server } from "../cloud/state/server";
import { Fabric } from "../fabric/fabric";
import type { Cancellation } from "../host/cancellation";
import { chooseAccelerator } from "../machines/accelerator";
import { Emulators } from "../machines/emulators";
import { type Hardware, shareOut, thisHost } from "../machines/hardware";
import type { MachineImage } from "../machines/image/machine-image";
import { prepareImage } from "../machines/image/prepare";
import { Machine } from "../machines/machine";
import { ADDRESSES, claim, type Release } from "./claim";
import { Enforcement } from "./enforcement";
import { domainNames, dropWords, type RuleUse, ruleUses } from "./firewall-words";
import type { MachineBackend } from "./machine-backend";
import { Network, type NetworkMeans } from "./network";
import { FabricOutsiders, type Outsiders, TIME_SERVER } from "./outside";
import { changeMachine, guestSettingsOf, machineDisksOf } from "./server";
import { chooseSshPort } from "./ssh-port";

export interface DataCentreOptions {
  /** The project's folder: images are kept below it. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly cancellation: Cancellation;
}

/** What was prepared, in words. */
export interface Prepared {
  readonly summary: string;
  /** For the report: images, QEMU, what a machine gets of this host. */
  readonly words: readonly string[];
}

/** How many lines of a console a failure shows. */
const CONSOLE_LINES = 15;

/**
 * The hardware behind the simulated cloud: each server is a machine, each VLAN a network that enforces the firewall
 * rules which the API holds at that moment, each public address an address of loopback.
 */
export class DataCentre implements Hypervisor, MachineBackend {
  readonly hypervisor = this;
  readonly timeServer = TIME_SERVER;
  readonly fabric = new Fabric({ ntp: TIME_SERVER });
  readonly outsiders: Outsiders = new FabricOutsiders(this.fabric);
  private readonly emulators = new Emulators();
  private readonly networks = new Map<string, Network>();
  private readonly machines = new Map<string, Machine>();
  private readonly problems: string[] = [];
  private readonly link = mkdtempSync(join(tmpdir(), "plumbline-"));
  private cloud: Cloud | undefined;
  private enforcement: Enforcement | undefined;
  private image: MachineImage | undefined;
  private hardware: Hardware | undefined;

  private constructor(
    private readonly options: DataCentreOptions,
    readonly sshPort: number,
    private readonly release: Release,
  ) {}

  /** @throws Failure where another lab with machines runs on this host */
  static async open(options: DataCentreOptions): Promise<DataCentre> {
    const release = await claim(ADDRESSES);
    return new DataCentre(options, await chooseSshPort(), release);
  }

  attach(cloud: Cloud, folder: string): void {
    this.cloud = cloud;
    const machines = join(folder, "machines");
    mkdirSync(machines, { mode: 0o700 });
    // sockets lie among the machines' files, and the path of a socket has to be short
    symlinkSync(machines, this.folder);
    const { fabric, networks, sshPort } = this;
    const onProblem = (problem: string) => this.problems.push(problem);
    this.enforcement = new Enforcement({ cloud, fabric, networks, sshPort, onProblem });
  }

  /** Builds what is not built yet: QEMU, and the image that the servers boot. */
  async prepare(say: (line: string) => void, machines: number): Promise<Prepared> {
    const { root, environment, cancellation } = this.options;
    const cache = join(cacheFolder(root, environment), "machines");
    this.image = await prepareImage({ cache, environment, print: say, cancellation });
    const { description } = this.image;
    const { image, folder, emulators } = this;
    const accelerator = await chooseAccelerator(environment.LAB_ACCELERATOR, { image, folder, emulators }, say);
    this.hardware = shareOut(thisHost(), machines, accelerator);
    const { cpus, megabytes } = this.hardware;
    return {
      summary: `${description.os}, QEMU ${description.qemu}`,
      words: [
        `machines: QEMU ${description.qemu} (${accelerator}), ${cpus} CPUs and ${megabytes} MB each, whatever the plan says: the API reports what the plan says`,
        `the plan's image is played by ${description.os}, kernel ${description.kernel} (held: it is loaded from outside the disk)`,
        `MySQL ${description.mysql} of ${description.mysqlSuite}`,
        `clock: SNTP server of the lab's router, ${TIME_SERVER}`,
        `port 22 of the nodes is port ${this.sshPort} of loopback addresses`,
      ],
    };
  }

  async perform(change: ServerChange, { region, server }: ServerPlace): Promise<void> {
    if (change.do === "deploy") {
      await this.deploy(region, server, change.start);
      return;
    }
    const machine = this.machines.get(server.id);
    if (machine === undefined) {
      // one whose deployment failed has no machine: it can be deleted, and that is all
      if (change.do === "delete") {
        return;
      }
      throw new Error(`server ${server.name} has no machine`);
    }
    if (change.do === "delete") {
      this.machines.delete(server.id);
      await machine.delete();
      await this.networks.get(server.nics[0]?.vlanId ?? "")?.pullOut(server.id);
      return;
    }
    await changeMachine(machine, server, change);
  }

  async performVlan(change: NetworkChange, { region, vlan }: VlanPlace): Promise<void> {
    const known = this.networks.get(vlan.id);
    if (change.do === "deploy" && known === undefined) {
      this.networks.set(vlan.id, await Network.build(vlan, this.means));
      this.enforcement?.enforce(region, vlan.networkDomainId);
    }
    if (change.do === "delete" && known !== undefined) {
      this.networks.delete(vlan.id);
      await known.remove();
    }
  }

  /**
   * Freezes every machine as it is, all at one moment, into a new folder. They end; {@link restore} goes on with them.
   */
  async save(folder: string): Promise<void> {
    const running = [...this.machines].filter(([, machine]) => machine.running);
    await Promise.all(running.map(([, machine]) => machine.pause()));
    await Promise.all(running.map(([id, machine]) => machine.save(join(folder, id))));
  }

  /** Has the machines go on that were saved in a folder a moment ago. Their clocks stand at that moment. */
  async goOn(folder: string): Promise<void> {
    const saved = [...this.machines].filter(([id]) => existsSync(join(folder, id)));
    await Promise.all(saved.map(([id, machine]) => machine.restore(join(folder, id))));
  }

  /** Puts machines behind the servers of a cloud that goes on with its state: those that were saved in a folder. */
  async restore(folder: string): Promise<void> {
    const organisations = this.cloud?.allOrganisations ?? [];
    for (const organisation of organisations) {
      for (const vlan of organisation.all("vlan")) {
        this.networks.set(vlan.id, await Network.build(vlan, this.means));
      }
    }
    const servers = organisations.flatMap((organisation) => [...organisation.all("server")]);
    await Promise.all(servers.map(async (server) => (await this.machineOf(server)).restore(join(folder, server.id))));
    for (const organisation of organisations) {
      for (const { id } of organisation.all("networkDomain")) {
        this.enforcement?.enforce(organisation.region, id);
      }
    }
  }

  /** Ids of the VLANs that stand. */
  get networkIds(): readonly string[] {
    return [...this.networks.keys()];
  }

  /** The machine of a server by its name, for what only an accident does to it. */
  machine(name: string): Machine {
    const found = [...this.machines.values()].find((machine) => machine.name === name);
    if (found === undefined) {
      throw new Error(`no server of the lab is called ${name}`);
    }
    return found;
  }

  /** What each firewall rule for IPv6 did so far, in the order of the network domains. */
  firewall(): readonly RuleUse[] {
    return ruleUses(this.fabric.report(), this.domainNames);
  }

  /** What is still there when nothing should be. */
  left(): readonly string[] {
    return this.emulators.running.map(({ name }) => `process ${name}`);
  }

  /** What the lab knows of a failure: its own problems, dropped packets, the ends of the consoles. */
  async diagnosis(): Promise<readonly string[]> {
    const { recentDrops } = this.fabric.report();
    const consoles = [...this.machines.values()].map((machine) =>
      [`console of ${machine.name}:`, ...machine.console.lastLines(CONSOLE_LINES)].join("\n  "),
    );
    const names = this.domainNames;
    const drops = recentDrops.slice(-CONSOLE_LINES).map((drop) => `dropped: ${dropWords(drop, names)}`);
    return [...this.problems, ...drops, ...consoles];
  }

  /** Ends every machine; their disks go, their consoles stay. */
  async close(): Promise<void> {
    await this.emulators.endAll();
    await this.fabric.stop();
    await this.release();
    rmSync(this.link, { recursive: true, force: true });
  }

  private async deploy(region: string, server: Server, start: boolean): Promise<void> {
    const machine = await this.machineOf(server);
    await machine.create();
    if (start) {
      await machine.start();
    }
    this.enforcement?.enforce(region, server.networkDomainId);
  }

  /** A new machine for a server, with a socket for its card. */
  private async machineOf(server: Server): Promise<Machine> {
    const [nic] = server.nics;
    const network = this.networks.get(nic?.vlanId ?? "");
    if (nic === undefined || network === undefined) {
      throw new Error(`server ${server.name} has no network`);
    }
    const image = this.requireImage();
    const socketPath = await network.plugIn(server.id);
    const machine = new Machine(
      {
        id: server.id,
        name: server.name,
        folder: join(this.folder, `${server.name}-${server.id.slice(0, 8)}`),
        image,
        disks: machineDisksOf(server),
        card: { macAddress: nic.macAddress, socketPath },
        guest: await guestSettingsOf(server, network.vlan),
        hardware: this.requireHardware(),
      },
      this.emulators,
    );
    this.machines.set(server.id, machine);
    return machine;
  }

  private get domainNames(): ReadonlyMap<string, string> {
    return this.cloud === undefined ? new Map() : domainNames(this.cloud);
  }

  private get folder(): string {
    return join(this.link, "m");
  }

  private get means(): NetworkMeans {
    return { fabric: this.fabric, emulators: this.emulators, qemu: this.requireImage().qemu, folder: this.folder };
  }

  /** What the machines boot. @throws Error before {@link prepare} */
  requireImage(): MachineImage {
    if (this.image === undefined) {
      throw new Error("prepare comes before the first server and VLAN");
    }
    return this.image;
  }

  private requireHardware(): Hardware {
    if (this.hardware === undefined) {
      throw new Error("prepare comes before the first server");
    }
    return this.hardware;
  }
}
