import type { BackupPlan, BackupTrigger } from "../../platform/backup";
import type { CpuSpeed, DiskSpeed, MonitoringPlan } from "../../platform/limits";
import type { Place } from "../findings/diagnostic";
import type { CloudConfig, PrepareStep } from "./guest";
import type { MysqlMember } from "./replication";
import type { Text } from "./text";
import type { Inbound } from "./traffic";

/** A server. */
export interface Node {
  /** `LOCATION::NAME`. */
  readonly id: string;
  /** What the plan and the platform call it. */
  readonly name: string;
  /** What the machine is called: the name, with dashes for what is neither letter nor digit. */
  readonly hostName: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  readonly description: string;
  /** Exact name of the image in the platform's library. */
  readonly image: string;
  /** CPUs; what is undefined is the image's. */
  readonly cpu?: Cpu;
  /** Undefined: the image's. */
  readonly memoryGb?: number;
  /** All disks in the order of their units, unit 0 (the image's) included. Empty: the image's, of which no size is known. */
  readonly disks: readonly Disk[];
  /** `glue: internet ...`: undefined without it; an empty list gives an address and opens no port. */
  readonly internet: readonly Inbound[] | undefined;
  /** A fixed private IPv4 address (`glue: primary ...`); undefined: the platform chooses. */
  readonly privateIpv4?: string;
  /** Cards in further networks (`glue: NETWORK ...`), in the order of their lines. */
  readonly cards: readonly Card[];
  readonly monitoring?: MonitoringPlan;
  readonly backup?: Backup;
  /** `destroy: never` or `running: always`: Terraform refuses to destroy the server. */
  readonly protected: boolean;
  /** Whether steps run on the node: not with `contextualise: never`, nor on an image that takes no SSH. */
  readonly contextualised: boolean;
  /** `adopted: true`: its server stood before, and Terraform takes it over; no step runs on it. */
  readonly adopted: boolean;
  readonly information: readonly Text[];
  /** What cloud-init does on the node. Undefined: the plan says nothing of it. */
  readonly cloudConfig?: CloudConfig;
  /** What is done on the node before cloud-init, in the plan's order. */
  readonly prepare: readonly PrepareStep[];
  /** What is done on a node with Windows, over WinRM: its name, and commands in order. */
  readonly windows?: { readonly hostname?: string; readonly commands: readonly Text[] };
  readonly mysql?: MysqlMember;
  readonly at: Place;
}

export interface Cpu {
  readonly count: number;
  readonly coresPerSocket?: number;
  readonly speed?: CpuSpeed;
}

export interface Disk {
  /** SCSI unit, 0 to 9. */
  readonly unit: number;
  readonly gigabytes: number;
  readonly speed: DiskSpeed;
}

/** A network card in a further network of the node's network domain. */
export interface Card {
  /** Id of the network, `LOCATION::NAME`. */
  readonly network: string;
  /** A fixed private IPv4 address; undefined: the platform chooses. */
  readonly privateIpv4?: string;
  /** Its line of `glue`. */
  readonly at: Place;
}

/** What the platform backs up of a node. */
export interface Backup {
  readonly plan: BackupPlan;
  readonly clients: readonly {
    /** The platform's name of it: `FA.Linux`, `FA.Win` (files), or another. */
    readonly type: string;
    readonly storagePolicy: string;
    readonly schedulePolicy: string;
    /** Whom it tells by mail, and when; undefined: nobody. */
    readonly alert?: { readonly trigger: Exclude<BackupTrigger, "ON_FAILURE">; readonly emails: readonly string[] };
  }[];
  readonly at: Place;
}
