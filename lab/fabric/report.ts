import { octetsOfKey, textAt } from "./address";
import type { Drop, Drops } from "./drops";
import type { Firewall } from "./firewall";
import { formatMac } from "./frame";
import type { RuleTally } from "./tally";
import type { Vlan } from "./vlan";

/** What a firewall rule did. */
export interface RuleReport {
  readonly networkDomainId: string;
  readonly id: string;
  readonly name: string;
  readonly action: "accept" | "drop";
  readonly ipVersion: 4 | 6;
  /** Packets that it let through or dropped, and connections that it let begin. Rules for IPv4 are not applied here. */
  readonly packets: number;
  readonly flows: number;
  /** Octets that it let through, IPv6 headers included. */
  readonly octets: number;
  /** Whether the network domain has the rule at this moment. */
  readonly inForce: boolean;
}

export interface VlanReport {
  readonly id: string;
  readonly name: string;
  readonly isCut: boolean;
  readonly ports: readonly { readonly name: string; readonly isConnected: boolean }[];
  /** Hosts that the router knows: IPv6 and hardware address. */
  readonly neighbours: readonly { readonly address: string; readonly mac: string }[];
}

/** What went on in the fabric since its start. */
export interface FabricReport {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly rules: readonly RuleReport[];
  /** The rules for IPv6 that no packet was decided by. */
  readonly neverMatched: readonly RuleReport[];
  /** Packets that were dropped since no rule was about them, by network domain. */
  readonly unmatched: Readonly<Record<string, number>>;
  /** Packets that were dropped, by reason. */
  readonly drops: Readonly<Record<string, number>>;
  /** The last of them, oldest first. */
  readonly recentDrops: readonly Drop[];
  /** Flows that are going on. */
  readonly flows: number;
  readonly vlans: readonly VlanReport[];
  /** Errors of the fabric itself, which a frame brought about: none is expected. */
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
