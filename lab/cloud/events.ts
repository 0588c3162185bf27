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
 * What other parts of the lab can follow: each event comes after the change is made and is read-only for its listener.
 * A firewall follows its network domain's rules. What has to be done before a change counts as made is no matter of
 * events: see Hypervisor.
 */
export interface CloudEvents {
  networkDomainDeployed: [Happening<{ networkDomain: NetworkDomain }>];
  networkDomainDeleted: [Happening<{ networkDomain: NetworkDomain }>];
  vlanDeployed: [Happening<{ vlan: Vlan }>];
  /** Its private IPv4 range is wider now. */
  vlanExpanded: [Happening<{ vlan: Vlan }>];
  vlanDeleted: [Happening<{ vlan: Vlan }>];
  serverDeployed: [Happening<{ server: Server }>];
  serverStarted: [Happening<{ server: Server }>];
  /** `hard`: the power was cut, the guest was not asked. */
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
   * All rules of the domain, first match first, enabled or not, whatever their state. Sent when a rule or its state has
   * changed, and when a list has, which a rule may name; not for the rules that a new network domain has by itself.
   */
  firewallChanged: [Happening<{ networkDomainId: string; rules: readonly FirewallRule[] }>];
  /** An API call was answered (or lost). */
  call: [CallRecord];
}

export type CloudEmitter = EventEmitter<CloudEvents>;

/** The emitter of one cloud. */
export function newEmitter(): CloudEmitter {
  const emitter: CloudEmitter = new EventEmitter();
  emitter.setMaxListeners(100);
  return emitter;
}
