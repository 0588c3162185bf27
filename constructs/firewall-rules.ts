import { Construct } from "constructs";
import { FIREWALL_RULES } from "../platform/limits";
import { AddressList, FirewallRule } from "../providers/ddcloud";
import type { Location } from "./location";
import { firewallRuleName } from "./naming";
import type { Port } from "./port";
import { refuse } from "./refusal";

/** One end of a rule: an address or a network (`base/prefix`), as an expression. */
export type End = { readonly address: string } | { readonly network: string };

/** IPv6 traffic that is let in. */
export interface Acceptance {
  /** For the rule's name, e.g. `NA9_slave_sql`. */
  readonly from: string;
  readonly to: string;
  readonly source: End;
  readonly destination: End;
  /** Undefined: any protocol and port. */
  readonly port: Port | undefined;
  /** @default "IPV6" */
  readonly ipVersion?: "IPV4" | "IPV6";
}

/**
 * The accept rules of a network domain. The platform denies what matches none of them, so there are no drop rules and
 * their order does not matter.
 */
export class FirewallRules extends Construct {
  private readonly names = new Set<string>();
  private operatorList: AddressList | undefined;

  constructor(
    private readonly location: Location,
    id: string,
  ) {
    super(location, id);
  }

  /**
   * Opens a port of a public IPv4 address; SSH to operators only, where there are any.
   * @param scope the construct that the rule belongs to
   */
  openToInternet(scope: Construct, node: string, publicIpv4: string, port: Port): void {
    const login = port.protocol === "tcp" && port.begin <= 22 && port.end >= 22;
    this.add(scope, port.label, {
      name: firewallRuleName(node, port.label),
      ipVersion: "IPV4",
      protocol: port.protocol.toUpperCase(),
      ...(login && this.location.operators ? { sourceAddressList: this.listOfOperators().id } : {}),
      destinationAddress: publicIpv4,
      ...(port.protocol === "icmp" ? {} : { destinationPort: port.range }),
    });
  }

  /** Lets traffic in from another network or node. */
  accept(scope: Construct, acceptance: Acceptance): void {
    const { from, to, source, destination, port } = acceptance;
    const ipVersion = acceptance.ipVersion ?? "IPV6";
    if (ipVersion === "IPV6") this.location.allowIpv6Rules();
    const what = port?.label ?? "any";
    const id = ipVersion === "IPV6" ? `from_${from}_${what}` : `from_${from}_${what}_ipv4`;
    this.add(scope, id, {
      name: firewallRuleName(...(ipVersion === "IPV6" ? [] : ["ipv4"]), `from_${from}`, `to_${to}`, what),
      ipVersion,
      protocol: (port?.protocol ?? "ip").toUpperCase(),
      ...("address" in source ? { sourceAddress: source.address } : { sourceNetwork: source.network }),
      ...("address" in destination
        ? { destinationAddress: destination.address }
        : { destinationNetwork: destination.network }),
      ...(port === undefined || port.protocol === "icmp" ? {} : { destinationPort: port.range }),
    });
  }

  private add(
    scope: Construct,
    id: string,
    rule: { name: string; ipVersion: string; protocol: string } & Partial<
      Record<
        | "sourceAddress"
        | "sourceNetwork"
        | "sourceAddressList"
        | "destinationAddress"
        | "destinationNetwork"
        | "destinationPort",
        string
      >
    >,
  ): void {
    const key = rule.name.toLowerCase();
    refuse(scope, id, [
      this.names.has(key) && `a second firewall rule wants to be called ${rule.name}; rename a node`,
      this.names.size >= FIREWALL_RULES && `the network domain would hold more than ${FIREWALL_RULES} firewall rules`,
    ]);
    this.names.add(key);
    new FirewallRule(scope, id, {
      provider: this.location.provider,
      networkdomain: this.location.domainId,
      action: "accept",
      placement: "first",
      enabled: true,
      ...rule,
    });
  }

  /** One list for the domain: another range changes the list in place, and no rule. */
  private listOfOperators(): AddressList {
    this.operatorList ??= new AddressList(this, "operators", {
      provider: this.location.provider,
      networkdomain: this.location.domainId,
      name: "operators",
      description: "who may log in",
      ipVersion: "IPv4",
      address: (this.location.operators ?? []).map((range) => {
        const [network = range, prefix] = range.split("/");
        return prefix === undefined || prefix === "32"
          ? { begin: network }
          : { network, prefixSize: Number.parseInt(prefix, 10) };
      }),
    });
    return this.operatorList;
  }
}
