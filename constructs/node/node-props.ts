import type { CpuSpeed, MonitoringPlan } from "../../platform/limits";
import type { CloudConfig } from "../../templates/guest/guest-boot";
import type { Preparation } from "../../templates/prepare";
import type { NetworkBase } from "../network/network-base";
import type { Port } from "../words/port";
import type { Size } from "../words/size";
import type { BackupProps } from "./backup";
import type { Disk } from "./disk";
import type { WindowsCommands } from "./windows-guest";

/** A network card. */
export interface Card {
  readonly network: NetworkBase;
  /**
   * A fixed private IPv4 address.
   * @default - the platform chooses
   */
  readonly privateIpv4?: string;
}

export interface NodeProps {
  /** Network cards. The first one is the primary: other nodes reach the node at its addresses. */
  readonly cards: readonly [Card, ...Card[]];
  /**
   * What the machine is called.
   * @default - the construct's id
   */
  readonly hostName?: string;
  /** Exact name of an image of the platform's library. */
  readonly image: string;
  /**
   * CPUs, 1 to 32.
   * @default - the image's
   */
  readonly cpus?: number;
  /**
   * Memory, 1 to 256 GB.
   * @default - the image's
   */
  readonly memory?: Size;
  /** @default - the image's */
  readonly coresPerCpu?: number;
  /** @default - the image's */
  readonly cpuSpeed?: CpuSpeed;
  /**
   * Disks besides the image's own; a disk at unit 0 sets the size of the image's.
   * @default - none
   */
  readonly disks?: readonly Disk[];
  /**
   * Ports that the Internet may reach over IPv4; TCP 22 only from the network domain's operators, if it has any.
   * @default - none
   */
  readonly inbound?: readonly Port[];
  /**
   * Whether the node gets a public IPv4 address.
   * @default - exactly if `inbound` names a port
   */
  readonly internet?: boolean;
  /**
   * Whether steps contextualise the node. If not, nothing logs in to it: it has no steps, no user-data and no firewall
   * of its own; its addresses, its entries on other nodes and the platform's rules are the same.
   * @default - unless its image takes no SSH
   */
  readonly contextualised?: boolean;
  /**
   * Whether Terraform takes over a server that stood before, by an `import` block or the command: the import learns neither
   * image, network domain nor password, and Terraform passes over them ever after. Not together with steps.
   * @default false
   */
  readonly adopted?: boolean;
  /**
   * What cloud-init does at the node's first boot, beside and before what the node's own user-data says: data as YAML holds
   * it. `filledText` puts values into a text (addresses, a {@link Secret}); attributes of cdktf may stand in one, too, and
   * are kept as secrets are. A function is called when the stack is synthesized: nodes may name each other.
   * Source: https://cloudinit.readthedocs.io/en/latest/reference/modules.html
   * @default - nothing
   */
  readonly cloudConfig?: CloudConfig | (() => CloudConfig);
  /**
   * What is done on the new node before cloud-init, in this order: files that are run or put there, and messages. A function
   * is called when the stack is synthesized.
   * @default - nothing
   */
  readonly prepare?: readonly Preparation[] | (() => readonly Preparation[]);
  /**
   * What is done over WinRM on a node with Windows, once for each server.
   * @default - nothing
   */
  readonly windows?: WindowsCommands | (() => WindowsCommands);
  /**
   * Service plan with which the platform's dashboard shows the node.
   * @default - not monitored
   */
  readonly monitoring?: MonitoringPlan;
  /**
   * What the platform backs up of the node.
   * @default - nothing
   */
  readonly backup?: BackupProps;
  /**
   * Initial password of root, as an expression. If the value changes, raise the generation `admin` of the deployment.
   * @default - Terraform generates one
   */
  readonly adminPassword?: string;
  /** @default "" */
  readonly description?: string;
  /**
   * Whether Terraform refuses to destroy the server.
   * @default false
   */
  readonly protected?: boolean;
  /**
   * Former names, the newest first: Terraform renames the server in place, and the steps rename the host.
   * @default - none
   */
  readonly formerNames?: readonly string[];
}
