import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { findImage } from "../platform/images";
import { CPUS, type CpuSpeed, HOST_NAME, MEMORY_GB, type MonitoringPlan } from "../platform/limits";
import { Nat, Server } from "../providers/ddcloud";
import { Contextualisation } from "./contextualisation";
import type { Disk } from "./disk";
import type { Location } from "./location";
import { Monitoring } from "./monitoring";
import { logicalId } from "./naming";
import type { Network } from "./network";
import { PlumblineStack } from "./plumbline-stack";
import type { Port } from "./port";
import { refuse } from "./refusal";
import { Secret } from "./secret";
import type { Size } from "./size";
import { type KeyPair, SshIdentity } from "./ssh-identity";
import { shown, type Value } from "./value";

export interface NodeProps {
  /** Exact name of an image of the platform's library. */
  readonly image: string;
  /** CPUs, 1 to 32. */
  readonly cpus: number;
  /** Memory, 1 to 256 GB. */
  readonly memory: Size;
  /** @default - the image's */
  readonly coresPerCpu?: number;
  /** @default - the image's */
  readonly cpuSpeed?: CpuSpeed;
  /**
   * Disks beside the image's own; a disk at unit 0 states the size of the image's.
   * @default - none
   */
  readonly disks?: readonly Disk[];
  /**
   * Ports that the Internet may reach over IPv4, TCP 22 only from the location's operators where it has any.
   * @default - none
   */
  readonly inbound?: readonly Port[];
  /**
   * Whether the node gets a public IPv4 address.
   * @default - exactly if `inbound` names a port
   */
  readonly internet?: boolean;
  /**
   * A fixed private IPv4 address.
   * @default - the platform chooses
   */
  readonly privateIpv4?: string;
  /**
   * Service plan with which the platform's dashboard shows the node.
   * @default - not monitored
   */
  readonly monitoring?: MonitoringPlan;
  /** @default "" */
  readonly description?: string;
  /**
   * Terraform refuses to destroy the server.
   * @default false
   */
  readonly protected?: boolean;
}

/** A database server, as `npm run verify` looks for it on the node. */
export interface NodeDatabase {
  readonly role: "source" | "replica";
  /** MySQL's `server_id`. */
  readonly serverId: number;
  /** The source of a replica. */
  readonly source: Node | undefined;
  /** Name of the database. */
  readonly database: string;
  /** Whether the plan fills the database. */
  readonly populated: boolean;
  /** Days that certificates must be valid at least. */
  readonly certificateDays: number;
  /** Options of mysqld as its option file has them; without those that are known at apply. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A server with its disks, its addresses, the ports that are open to the Internet, and what is done on it. */
export class Node extends Construct {
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly name: string;
  readonly location: Location;
  readonly network: Network;
  /** Canonical IPv6 address, as an expression. */
  readonly ipv6: string;
  /** Public IPv4 address, as an expression; undefined without one. */
  readonly publicIpv4: string | undefined;
  readonly hostKey: KeyPair;
  readonly adminPassword: Secret;
  readonly contextualisation: Contextualisation;
  readonly inbound: readonly Port[];
  /** All disks by unit, the image's first. */
  readonly disks: readonly { readonly unit: number; readonly gigabytes: number; readonly speed: string }[];
  readonly server: Server;
  /** Whether Terraform refuses to destroy the server. */
  readonly isProtected: boolean;
  /** What its database server is to be; undefined where it has none. */
  database: NodeDatabase | undefined;

  constructor(scope: Location, id: string, props: NodeProps & { readonly network: Network }) {
    super(scope, id);
    this.name = id;
    this.location = scope;
    this.network = props.network;
    this.id = `${scope.node.id}::${id}`;
    this.inbound = props.inbound ?? [];
    const memory = props.memory.toGigabytes();
    const image = findImage(props.image);
    refuse(scope, id, [
      !HOST_NAME.test(id) && `node is called "${id}"; a host name has letters, digits and inner dashes, 63 at the most`,
      !(Number.isInteger(props.cpus) && props.cpus >= CPUS.least && props.cpus <= CPUS.most) &&
        `cpus is ${props.cpus}; a node takes ${CPUS.least} to ${CPUS.most}`,
      (memory < MEMORY_GB.least || memory > MEMORY_GB.most) &&
        `memory is ${memory} GB; a node takes ${MEMORY_GB.least} to ${MEMORY_GB.most}`,
    ]);
    this.disks = arrangeDisks(scope, id, props, image?.name === props.image ? image.diskGb : undefined);
    this.adminPassword = new Secret(this, "admin", {
      name: `admin of ${this.id}`,
      length: 24,
      // as the platform demands of administrators
      punctuation: "-_=+.:",
      generation: PlumblineStack.ofConstruct(this).generationOf("admin"),
    });
    this.isProtected = props.protected ?? false;
    this.server = new Server(this, "Resource", {
      provider: scope.provider,
      name: id,
      description: props.description ?? "",
      networkdomain: scope.domainId,
      image: props.image,
      adminPassword: this.adminPassword.value.expression,
      cpuCount: props.cpus,
      ...(props.coresPerCpu === undefined ? {} : { coresPerCpu: props.coresPerCpu }),
      ...(props.cpuSpeed === undefined ? {} : { cpuSpeed: props.cpuSpeed }),
      memoryGb: memory,
      powerState: "start",
      primaryNetworkAdapter: {
        vlan: props.network.vlanId,
        ...(props.privateIpv4 === undefined ? {} : { ipv4: props.privateIpv4 }),
      },
      disk: this.disks.map(({ unit, gigabytes, speed }) => ({ scsiUnitId: unit, sizeGb: gigabytes, speed })),
      ...(this.isProtected ? { lifecycle: { preventDestroy: true } } : {}),
    });
    // the platform spells addresses out; MySQL's accounts and certificates want the canonical form
    this.ipv6 = new TerraformLocal(this, "ipv6", Fn.cidrhost(`${this.server.primaryAdapterIpv6}/128`, 0)).asString;
    this.publicIpv4 = (props.internet ?? this.inbound.length > 0) ? this.translate() : undefined;
    this.hostKey = SshIdentity.keyPair(this, "host_key");
    if (props.monitoring) new Monitoring(this, "monitoring", { node: this, plan: props.monitoring });
    this.contextualisation = new Contextualisation(this);
    PlumblineStack.ofConstruct(this).register(this);
  }

  /** Folder of the node's files below the stack's: `nodes/EU6/master-sql`. */
  get folder(): string {
    return `nodes/${this.location.node.id}/${this.name}`;
  }

  /** Private IPv4 address, as an expression. */
  get privateIpv4(): string {
    return this.server.primaryAdapterIpv4;
  }

  /** Where Terraform logs in: the public address, or over a VPN the private one. */
  get loginAddress(): string {
    return this.publicIpv4 ?? this.privateIpv4;
  }

  /** For names in Terraform and of firewall rules: `EU6_master_sql`. */
  get label(): string {
    return logicalId([this.location.node.id, this.name]);
  }

  /** The IPv6 address, for node files. */
  get ipv6Value(): Value {
    return shown(`address of ${this.id}`, this.ipv6);
  }

  /**
   * Keeps the server when its image is edited: the image of a database server that runs is history, and a replacement
   * is asked for by name (`-replace`).
   */
  keepWhenEdited(): void {
    this.server.lifecycle = { ...this.server.lifecycle, ignoreChanges: ["image"] };
  }

  /** Gives the node a public IPv4 address and opens its inbound ports there. */
  private translate(): string {
    const nat = new Nat(this, "nat", {
      provider: this.location.provider,
      networkdomain: this.location.domainId,
      privateIpv4: this.privateIpv4,
      // the address of the server is not the VLAN, which must outlive the NAT rule
      dependsOn: [this.network.dependable],
    });
    for (const port of this.inbound) {
      this.location.firewall.openToInternet(this, this.name, nat.publicIpv4, port);
    }
    return nat.publicIpv4;
  }
}

/** Gives each disk its unit; unit 0 comes first, with the size of the image's disk unless the props state one. */
function arrangeDisks(
  scope: Construct,
  id: string,
  props: NodeProps,
  imageDiskGb: number | undefined,
): { unit: number; gigabytes: number; speed: string }[] {
  const given = props.disks ?? [];
  const used = new Set(given.flatMap((disk) => (disk.unit === undefined ? [] : [disk.unit])));
  const disks = given.map((disk) => {
    let unit = disk.unit;
    for (let free = 1; unit === undefined; free++) if (!used.has(free)) unit = free;
    used.add(unit);
    return { unit, gigabytes: disk.size.toGigabytes(), speed: disk.speed as string };
  });
  const units = disks.map(({ unit }) => unit);
  const twice = units.find((unit, index) => units.indexOf(unit) !== index);
  const image = disks.find(({ unit }) => unit === 0);
  refuse(scope, id, [
    twice !== undefined && `two disks are at unit ${twice}; give each a unit of its own`,
    Math.max(0, ...units) > 9 && "more than 10 disks; SCSI units are 0 to 9",
    image === undefined &&
      imageDiskGb === undefined &&
      `the size of the disk of image "${props.image}" is not known; state it: Disk.standard(Size.gigabytes(...), { unit: 0 })`,
  ]);
  // the provider removes a disk that it knows and the configuration does not list: the image's must be there
  if (image === undefined) disks.push({ unit: 0, gigabytes: imageDiskGb ?? 0, speed: "STANDARD" });
  return disks.sort((a, b) => a.unit - b.unit);
}
