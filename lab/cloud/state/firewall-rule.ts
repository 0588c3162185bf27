import type { Ports } from "./port-list";
import type { DomainResource } from "./resource";

/** One side of a firewall rule. */
export interface FirewallSide {
  /**
   * ANY, EXTERNAL_IPV6 (default rules only), an address, or a network with its prefix size. Undefined: the side names a
   * list.
   */
  readonly ip?: { readonly address: string; readonly prefixSize?: number };
  readonly ipAddressListId?: string;
  readonly port?: Ports;
  readonly portListId?: string;
}

/** A firewall rule; the network domain's `firewallOrder` holds its position. Source: network/firewallRule, 2.2. */
export interface FirewallRule extends DomainResource {
  action: "ACCEPT_DECISIVELY" | "DROP";
  readonly ipVersion: "IPV4" | "IPV6";
  protocol: "IP" | "ICMP" | "TCP" | "UDP";
  source: FirewallSide;
  destination: FirewallSide;
  enabled: boolean;
  readonly ruleType: "CLIENT_RULE" | "DEFAULT_RULE";
}

/** Name prefix that the platform reserves for its default rules. */
export const DEFAULT_RULE_PREFIX = "CCDEFAULT.";

const ANY = { ip: { address: "ANY" } } as const;

type DefaultRule = Pick<FirewallRule, "name" | "ipVersion" | "protocol" | "source" | "destination">;

function blockMail(suffix: string, ipVersion: "IPV4" | "IPV6", port: number): DefaultRule {
  return {
    name: `${DEFAULT_RULE_PREFIX}BlockOutboundMail${suffix}`,
    ipVersion,
    protocol: "TCP",
    source: ANY,
    destination: { ...ANY, port: { begin: port } },
  };
}

/** The default rules of every network domain: all DROP, all enabled, in this order. */
export const DEFAULT_RULES: readonly DefaultRule[] = [
  blockMail("IPv4", "IPV4", 25),
  blockMail("IPv4Secure", "IPV4", 587),
  blockMail("IPv6", "IPV6", 25),
  blockMail("IPv6Secure", "IPV6", 587),
  {
    name: `${DEFAULT_RULE_PREFIX}DenyExternalInboundIPv6`,
    ipVersion: "IPV6",
    protocol: "IP",
    source: { ip: { address: "EXTERNAL_IPV6" } },
    destination: ANY,
  },
];
