import type { Cloud } from "../cloud/cloud";
import type { Hypervisor } from "../cloud/hypervisor";

/** What stands behind the simulated cloud of a rehearsal with machines. */
export interface MachineBackend {
  /** Makes the cloud's servers and VLANs real. */
  readonly hypervisor: Hypervisor;
  /** The time server that the lab runs: an address that every node can reach. */
  readonly timeServer: string;
  /** Port of this machine's loopback addresses at which a node's port 22 is reached. */
  readonly sshPort: number;
  /**
   * Follows the rules that the cloud holds. Once, before the cloud answers anybody.
   * @param folder where disks and consoles of the machines are kept
   */
  attach(cloud: Cloud, folder: string): void;
}
