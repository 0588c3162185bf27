import type { Cloud } from "../cloud/cloud";
import type { Hypervisor } from "../cloud/hypervisor";

/** The machines behind the simulated cloud of a rehearsal. */
export interface MachineBackend {
  /** Performs the cloud's changes on machines and networks. */
  readonly hypervisor: Hypervisor;
  /** The lab's time server, an address that every node can reach. */
  readonly timeServer: string;
  /** Port of this machine's loopback addresses that leads to port 22 of a node. */
  readonly sshPort: number;
  /**
   * Starts to follow the cloud's rules. Call it once, before the cloud answers its first request.
   * @param folder for disks and console logs of the machines
   */
  attach(cloud: Cloud, folder: string): void;
}
