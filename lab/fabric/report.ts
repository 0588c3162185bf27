import { octetsOfKey, textAt } from "./address";
import type { Drop, Drops } from "./drops";
import type { Firewall } from "./firewall";
import { formatMac } from "./frame";
import type { RuleTally } from "./tally";
import type { Vlan } from "./vlan";

/** What a firewall rule has done. */
export interface RuleReport {
  readonly networkDomainId: string;
  readonly id: string;
  readonly name: string;
  readonly action: "accept" | "drop";
  readonly ipVersion: 4 | 6;
  /**
   * Packets that it admitted or dropped, and connections that it allowed to open. Rules for IPv4 are not applied here.
   */
  readonly packets: number;
  readonly flows: number;
  /** Octets that it admitted, including IPv6 headers. */
  readonly octets: number;
  /** Whether the network domain currently has the rule. */
  readonly inForce: boolean;
}

export interface VlanReport {
  readonly id: string;
  readonly name: string;
  readonly isCut: boolean;
  readonly ports: readonly { readonly name: string; readonly isConnected: boolean }[];
  /** Hosts that the router knows: IPv6 and MAC address. */
  readonly neighbours: readonly { readonly address: string; readonly mac: string }[];
}

/** What has happened in the fabric since its start. */
export interface FabricReport {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly rules: readonly RuleReport[];
  /** Rules for IPv6 that decided about no packet. */
  readonly neverMatched: readonly RuleReport[];
  /** Packets dropped because no rule matched, by network domain. */
  readonly unmatched: Readonly<Record<string, number>>;
  /** Dropped packets, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** The last dropped packets, oldest first. */
  readonly recentDrops: readonly Drop[];
  /** Open flows. */
  readonly flows: number;
  readonly vlans: readonly VlanReport[];
  /** Errors of the fabric itself while it handled a frame; none is expected. */
  readonly faults: readonly string[];
}

export function reportOf(
  since: number,
  firewall: Firewall,
  drops: Drops,
  vlans: readonly Vlan[],
  faults: readonly string[],
): FabricReport {
  const rules = firewall.allDomains.flatMap(({ tallies }) => tallies.map(ruleReport));
  return {
    since: new Date(since).toISOString(),
    rules,
    neverMatched: rules.filter(({ ipVersion, packets }) => ipVersion === 6 && packets === 0),
    unmatched: Object.fromEntries(firewall.allDomains.map(({ id, unmatched }) => [id, unmatched])),
    drops: drops.byReason,
    recentDrops: drops.recent,
    flows: firewall.flows.size,
    vlans: vlans.map(vlanReport),
    faults: [...faults],
  };
}

function ruleReport({ rule, packets, octets, flows, inForce }: RuleTally): RuleReport {
  const { networkDomainId, id, name, action, ipVersion } = rule;
  return { networkDomainId, id, name, action, ipVersion, packets, flows, octets, inForce };
}

function vlanReport(vlan: Vlan): VlanReport {
  const { id, name, isCut } = vlan;
  const ports = vlan.switch.allPorts.map((port) => ({ name: port.name, isConnected: port.isConnected }));
  const neighbours = [...vlan.neighbours.reachable()].map(([key, mac]) => ({
    address: textAt(octetsOfKey(key), 0),
    mac: formatMac(mac),
  }));
  return { id, name, isCut, ports, neighbours };
}
