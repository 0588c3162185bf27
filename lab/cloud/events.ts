import { EventEmitter } from "node:events";
import type { CallRecord } from "./calls";
import type { FirewallRule } from "./state/firewall-rule";
import type { NatRule } from "./state/nat-rule";
import type { NetworkDomain } from "./state/network-domain";
import type { Disk, Nic, Server } from "./state/server";
import type { Vlan } from "./state/vlan";

/** Where something happened. */
interface Where {
  readonly region: string;
  readonly organisationId: string;
}

type Happening<T> = Where & Readonly<T>;

/**
 * Events that other parts of the lab can follow. Each is sent after the change; listeners must not modify its contents.
 * The fabric's firewall, for example, follows its network domain's rules. Work that must be done before a change counts
 * as complete belongs to Hypervisor, not to events.
 */
export interface CloudEvents {
  networkDomainDeployed: [Happening<{ networkDomain: NetworkDomain }>];
  networkDomainDeleted: [Happening<{ networkDomain: NetworkDomain }>];
  vlanDeployed: [Happening<{ vlan: Vlan }>];
  /** Its private IPv4 range has grown. */
  vlanExpanded: [Happening<{ vlan: Vlan }>];
  vlanDeleted: [Happening<{ vlan: Vlan }>];
  serverDeployed: [Happening<{ server: Server }>];
  serverStarted: [Happening<{ server: Server }>];
  /** `hard`: power off, without asking the guest. */
  serverStopped: [Happening<{ server: Server; hard: boolean }>];
  serverRebooted: [Happening<{ server: Server; hard: boolean }>];
  /** CPUs, memory, name or description. */
  serverChanged: [Happening<{ server: Server }>];
  serverDeleted: [Happening<{ server: Server }>];
  diskAdded: [Happening<{ server: Server; disk: Disk }>];
  diskExpanded: [Happening<{ server: Server; disk: Disk }>];
  diskRemoved: [Happening<{ server: Server; disk: Disk }>];
  nicAdded: [Happening<{ server: Server; nic: Nic }>];
  nicChanged: [Happening<{ server: Server; nic: Nic }>];
  nicRemoved: [Happening<{ server: Server; nic: Nic }>];
  natRuleCreated: [Happening<{ natRule: NatRule }>];
  natRuleDeleted: [Happening<{ natRule: NatRule }>];
  /**
   * All rules of the domain, first match first, enabled or not, in any state. Sent when a rule, its state, or a list
   * changes (a rule may refer to the list); not sent for the default rules of a new network domain.
   */
  firewallChanged: [Happening<{ networkDomainId: string; rules: readonly FirewallRule[] }>];
  /** An API call was answered, or its answer was lost. */
  call: [CallRecord];
}

export type CloudEmitter = EventEmitter<CloudEvents>;

/** The emitter of one cloud. */
export function newEmitter(): CloudEmitter {
  const emitter: CloudEmitter = new EventEmitter();
  emitter.setMaxListeners(100);
  return emitter;
}
