import type { Cloud } from "../cloud/cloud";
import type { Drop } from "../fabric/drops";
import type { FabricReport } from "../fabric/report";

/** What a firewall rule has done to packets. */
export interface RuleUse {
  /** Data centre whose network domain has the rule. */
  readonly location: string;
  readonly name: string;
  readonly action: "accept" | "drop";
  readonly packets: number;
  /** Connections that the rule has allowed to open. */
  readonly flows: number;
}

/** Data centre of each network domain, by the domain's id: readers know a domain by it. */
export function domainNames(cloud: Cloud): ReadonlyMap<string, string> {
  return new Map(
    cloud.allOrganisations.flatMap((organisation) =>
      [...organisation.all("networkDomain")].map(({ id, datacenterId }) => [id, datacenterId] as const),
    ),
  );
}

/** What each active firewall rule for IPv6 has done so far, in the order of the network domains. */
export function ruleUses({ rules }: FabricReport, names: ReadonlyMap<string, string>): RuleUse[] {
  return rules
    .filter(({ ipVersion, inForce }) => ipVersion === 6 && inForce)
    .map(({ networkDomainId, name, action, packets, flows }) => ({
      ...{ location: names.get(networkDomainId) ?? networkDomainId },
      ...{ name, action, packets, flows },
    }));
}

/** A dropped packet as a line, e.g. `tcp from 2001:db8::1 to port 3306 of 2001:db8::2: no rule matched at EU6`. */
export function dropWords(drop: Drop, names: ReadonlyMap<string, string>): string {
  const { at, vlan, source, destination, protocol = "a packet", port, reason, rule, networkDomainId } = drop;
  const path =
    source === undefined
      ? `in ${vlan}`
      : `from ${source} to ${port === undefined ? "" : `port ${port} of `}${destination}`;
  const where = networkDomainId === undefined ? "" : ` at ${names.get(networkDomainId) ?? networkDomainId}`;
  return `${at} ${protocol} ${path}: ${rule === undefined ? reason : `${reason} ${rule}`}${where}`;
}
