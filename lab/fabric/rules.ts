import { parseIpv4 } from "../../platform/addresses/ipv4";
import { parseIpv6 } from "../../platform/addresses/ipv6";
import { numberAt, octetsOf } from "./address";

/** A range of addresses as numbers, both ends included. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export type Action = "accept" | "drop";

/** `ip` matches every protocol; `icmp` is ICMPv6 in a rule for IPv6. */
export type Protocol = "ip" | "icmp" | "tcp" | "udp";

export interface RuleSide {
  /** `external`: every address outside the network domain. An empty list matches nothing. */
  readonly addresses: "any" | "external" | readonly AddressRange[];
  /** Undefined: all ports. An empty list matches nothing. */
  readonly ports: readonly PortRange[] | undefined;
}

/** A firewall rule of a network domain in the fabric's form. */
export interface FabricRule {
  readonly id: string;
  readonly name: string;
  readonly networkDomainId: string;
  readonly action: Action;
  readonly ipVersion: 4 | 6;
  readonly protocol: Protocol;
  readonly source: RuleSide;
  readonly destination: RuleSide;
}

/** What rules are compared with: the first packet of a flow. */
export interface Attempt {
  readonly ipVersion: 4 | 6;
  /** `tcp`, `udp`, `icmp`, or the number of another protocol. */
  readonly protocol: string;
  readonly source: bigint;
  readonly destination: bigint;
  /** Undefined: unknown, or the protocol has no ports. */
  readonly sourcePort: number | undefined;
  readonly destinationPort: number | undefined;
  /** Whether it enters the rule's network domain from outside. */
  readonly isExternal: boolean;
}

/** Whether a rule matches an attempt. */
export function matches(rule: FabricRule, attempt: Attempt): boolean {
  return (
    rule.ipVersion === attempt.ipVersion &&
    (rule.protocol === "ip" || rule.protocol === attempt.protocol) &&
    holdsAddress(rule.source, attempt.source, attempt.isExternal) &&
    holdsAddress(rule.destination, attempt.destination, false) &&
    holdsPort(rule.source, attempt.sourcePort, rule.action) &&
    holdsPort(rule.destination, attempt.destinationPort, rule.action)
  );
}

/** The first matching rule. Undefined: no rule matches. */
export function firstMatch(rules: readonly FabricRule[], attempt: Attempt): FabricRule | undefined {
  return rules.find((rule) => matches(rule, attempt));
}

function holdsAddress({ addresses }: RuleSide, address: bigint, isExternal: boolean): boolean {
  if (addresses === "any") {
    return true;
  }
  if (addresses === "external") {
    return isExternal;
  }
  return addresses.some(({ first, last }) => first <= address && address <= last);
}

/** If the port is unknown, a rule with ports may drop but must not accept. */
function holdsPort({ ports }: RuleSide, port: number | undefined, action: Action): boolean {
  if (ports === undefined) {
    return true;
  }
  return port === undefined ? action === "drop" : ports.some(({ first, last }) => first <= port && port <= last);
}

/** A connection attempt from outside the network domain. */
export interface Inbound {
  readonly ipVersion: 4 | 6;
  readonly protocol: "tcp" | "udp" | "icmp";
  /** Addresses in text form. */
  readonly source: string;
  readonly destination: string;
  /** Destination port; undefined for ICMP. */
  readonly port?: number;
  /** Undefined: any; then a rule that accepts only some source ports does not admit the attempt. */
  readonly sourcePort?: number;
}

/** Whether a network domain's rules admit an attempt from outside. Without a matching rule they do not. */
export function allowsInbound(rules: readonly FabricRule[], inbound: Inbound): boolean {
  const { ipVersion, protocol, port, sourcePort } = inbound;
  const source = addressNumber(inbound.source, ipVersion, "source");
  const destination = addressNumber(inbound.destination, ipVersion, "destination");
  const attempt = { ipVersion, protocol, source, destination, sourcePort, destinationPort: port, isExternal: true };
  return firstMatch(rules, attempt)?.action === "accept";
}

function addressNumber(text: string, ipVersion: 4 | 6, what: string): bigint {
  const number = readAddressNumber(text, ipVersion);
  if (number === undefined) {
    throw new Error(`${what} is ${JSON.stringify(text)}; an IPv${ipVersion} address is expected`);
  }
  return number;
}

/** The number of an address. Undefined: the text is not an address of this version. */
export function readAddressNumber(text: string, ipVersion: 4 | 6): bigint | undefined {
  if (ipVersion === 4) {
    const address = parseIpv4(text);
    return address === undefined ? undefined : BigInt(address);
  }
  const address = parseIpv6(text);
  return address && numberAt(octetsOf(address), 0);
}
