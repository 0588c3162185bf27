import type { CpuSpeed, MonitoringPlan } from "../../../platform/limits";
import type { Resource, State } from "./resource";

/** Speeds of a server's disk; PROVISIONEDIOPS alone has `iops`. */
export const SERVER_DISK_SPEEDS = ["ECONOMY", "STANDARD", "HIGHPERFORMANCE", "PROVISIONEDIOPS"] as const;
export type ServerDiskSpeed = (typeof SERVER_DISK_SPEEDS)[number];

export const NETWORK_ADAPTERS = ["E1000", "E1000E", "ENHANCED_VMXNET2", "FLEXIBLE_PCNET32", "VMXNET3"] as const;
export type NetworkAdapter = (typeof NETWORK_ADAPTERS)[number];

export const CONTROLLER_TYPES = [
  "LSI_LOGIC_PARALLEL",
  "BUSLOGIC_PARALLEL",
  "LSI_LOGIC_SAS",
  "VMWARE_PARAVIRTUAL",
] as const;
export type ControllerType = (typeof CONTROLLER_TYPES)[number];

/** VMware's device keys of the first SCSI controller and the first NIC. */
export const FIRST_KEY = { controller: 1000, nic: 4000 } as const;

export const BACKUP_PLANS = ["Essentials", "Advanced", "Enterprise"] as const;
export type BackupPlan = (typeof BACKUP_PLANS)[number];

export interface Disk {
  readonly id: string;
  readonly scsiId: number;
  sizeGb: number;
  speed: ServerDiskSpeed;
  iops?: number;
  state: State;
}

export interface ScsiController {
  readonly id: string;
  readonly busNumber: number;
  /** VMware's device key: 1000 and up, in order of the bus. */
  readonly key: number;
  readonly adapterType: ControllerType;
  state: State;
  readonly disks: Disk[];
}

export interface Nic {
  readonly id: string;
  readonly macAddress: string;
  readonly vlanId: string;
  privateIpv4: string;
  /** Expanded form, e.g. 2001:db8:6:1153:6503:544c:74a6:100b. */
  ipv6: string;
  networkAdapter: NetworkAdapter;
  /** VMware's device key: 4000 and up. */
  readonly key: number;
  state: State;
}

export interface BackupClient {
  readonly id: string;
  readonly type: string;
  storagePolicyName: string;
  schedulePolicyName: string;
  trigger?: string;
  emailAddresses?: readonly string[];
}

export interface Backup {
  readonly assetId: string;
  servicePlan: BackupPlan;
  readonly clients: BackupClient[];
}

export interface OperatingSystem {
  readonly id: string;
  readonly displayName: string;
  readonly family: "UNIX" | "WINDOWS";
}

/** A server. Source: server/server, 2.10. */
export interface Server extends Resource {
  name: string;
  description: string;
  readonly networkDomainId: string;
  readonly imageId: string;
  readonly operatingSystem: OperatingSystem;
  readonly osCustomization: boolean;
  readonly cpu: { count: number; speed: CpuSpeed; coresPerSocket: number };
  memoryGb: number;
  readonly controllers: ScsiController[];
  /** The first is the primary one. */
  readonly nics: Nic[];
  /** Password of root or Administrator; never part of an answer. */
  readonly administratorPassword?: string;
  readonly primaryDns?: string;
  readonly secondaryDns?: string;
  deployed: boolean;
  started: boolean;
  vmToolsCurrent: boolean;
  /** The work in progress, while the state is PENDING or after it failed. */
  progress?: {
    readonly action: string;
    readonly requestTime: string;
    readonly userName: string;
    /** Why the work failed, if known. */
    failureReason?: string;
  };
  monitoring?: { readonly monitoringId: string; servicePlan: MonitoringPlan };
  backup?: Backup;
}

/** All disks of a server, ordered by controller and unit. */
export function disksOf(server: Server): Disk[] {
  return server.controllers.flatMap(({ disks }) => disks);
}
