import type { TerraformProvider } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { isLogin } from "../../platform/baseline/login";
import { FIREWALL_RULES } from "../../platform/limits";
import { AddressList, FirewallRule, type FirewallRuleConfig } from "../../providers/ddcloud";
import { Deployment } from "../stack/deployment";
import { firewallRuleName } from "../words/naming";
import type { Port } from "../words/port";
import { refuse } from "../words/refusal";
import { type Acceptance, familiesOf } from "./acceptance";
import { type Family, INTERNET, type Peer, type Receiver } from "./peer";

export interface FirewallRulesProps {
  readonly provider: TerraformProvider;
  /** Id of the network domain, as an expression. */
  readonly domainId: string;
  /** Ranges of IPv4 addresses that may log in; undefined: any. */
  readonly operators: readonly string[] | undefined;
}

/**
 * A rule is named after its two ends, and the platform cannot rename rules. If one end gets another name, the existing
 * rule keeps its old name: a replacement would block the traffic for a moment.
 */
const KEEP_NAME = { ignoreChanges: ["name"] };
/** What a rule is derived from. */
export interface RuleCause {
  readonly acceptance: Acceptance;
  /** The acceptance's port that the rule is for; undefined: everything. */
  readonly port: Port | undefined;
  readonly family: Family;
}

/** The attributes in which rules differ. */
type Rule = Pick<FirewallRuleConfig, "name" | "ipVersion" | "protocol"> & Partial<FirewallRuleConfig>;

/**
 * The accept rules of a network domain. The platform denies traffic that matches none of them, so there are no drop
 * rules and their order does not matter.
 */
export class FirewallRules extends Construct {
  /** What each rule is derived from. */
  private readonly causes = new WeakMap<IConstruct, RuleCause>();
  private readonly names = new Set<string>();
  private operatorList: AddressList | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FirewallRulesProps,
  ) {
    super(scope, id);
  }

  /**
   * Adds the rules of an acceptance: one for each port, over each family in which the two ends can reach each other.
   */
  add(acceptance: Acceptance): void {
    const { from, to, ports } = acceptance;
    for (const port of ports ?? [undefined]) {
      if (from === INTERNET) {
        if (port !== undefined) {
          this.note(this.open(to, port), { acceptance, port, family: "ipv4" });
        }
      } else {
        for (const family of familiesOf(acceptance)) {
          this.note(this.admit(from, to, port, family), { acceptance, port, family });
        }
      }
    }
  }

  /** What a rule is derived from; undefined for any other construct. */
  causeOf(rule: IConstruct): RuleCause | undefined {
    return this.causes.get(rule);
  }

  private note(rule: FirewallRule | undefined, cause: RuleCause): void {
    if (rule !== undefined) {
      this.causes.set(rule, cause);
    }
  }

  /** Opens a port of a public IPv4 address; SSH only to operators, if any are listed. */
  private open(to: Receiver, port: Port): FirewallRule | undefined {
    return this.make(to, port.label, {
      name: firewallRuleName(to.name, port.label),
      ipVersion: "IPV4",
      protocol: port.protocol.toUpperCase(),
      ...(isLogin(port) && this.props.operators ? { sourceAddressList: this.listOfOperators().id } : {}),
      destinationAddress: to.publicIpv4,
      ...(port.protocol === "icmp" ? {} : { destinationPort: port.range }),
    });
  }

  /** Accepts traffic from another network, node or range. */
  private admit(from: Peer, to: Receiver, port: Port | undefined, family: Family): FirewallRule | undefined {
    const what = port?.label ?? "any";
    const isIpv4 = family === "ipv4";
    const [source, destination] = [from, to].map(({ addresses }) => addresses[family]?.expression ?? "");
    const idFrom = (label: string) => `from_${label}_${what}${isIpv4 ? "_ipv4" : ""}`;
    const rule = this.make(to, idFrom(from.label), {
      name: firewallRuleName(...(isIpv4 ? ["ipv4"] : []), `from_${from.label}`, `to_${to.name}`, what),
      ipVersion: isIpv4 ? "IPV4" : "IPV6",
      protocol: (port?.protocol ?? "ip").toUpperCase(),
      ...(from.kind === "address" ? { sourceAddress: source } : { sourceNetwork: source }),
      ...(to.kind === "address" ? { destinationAddress: destination } : { destinationNetwork: destination }),
      ...(port === undefined || port.protocol === "icmp" ? {} : { destinationPort: port.range }),
    });
    if (rule !== undefined) {
      Deployment.of(this).addressChanges.rename(rule, (from.formerLabels ?? []).map(idFrom));
    }
    return rule;
  }

  private make(scope: Construct, id: string, rule: Rule): FirewallRule | undefined {
    const key = rule.name.toLowerCase();
    const isRefused = refuse(scope, id, [
      this.names.has(key) && `a second firewall rule wants to be called ${rule.name}; rename a node`,
      this.names.size >= FIREWALL_RULES && `the network domain would hold more than ${FIREWALL_RULES} firewall rules`,
    ]);
    if (isRefused) {
      return undefined;
    }
    this.names.add(key);
    return new FirewallRule(scope, id, {
      provider: this.props.provider,
      networkdomain: this.props.domainId,
      action: "accept",
      placement: "first",
      enabled: true,
      ...rule,
      lifecycle: KEEP_NAME,
    });
  }

  /** One list per domain: a changed range changes the list in place, and no rule. */
  private listOfOperators(): AddressList {
    this.operatorList ??= new AddressList(this, "operators", {
      provider: this.props.provider,
      networkdomain: this.props.domainId,
      name: "operators",
      description: "who may log in",
      ipVersion: "IPv4",
      address: (this.props.operators ?? []).map((range) => {
        const [network = range, prefix] = range.split("/");
        return prefix === undefined || prefix === "32"
          ? { begin: network }
          : { network, prefixSize: Number.parseInt(prefix, 10) };
      }),
    });
    return this.operatorList;
  }
}
