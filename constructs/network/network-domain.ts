import { Construct } from "constructs";
import type { DomainPlan } from "../../platform/limits";
import { Networkdomain } from "../../providers/ddcloud";
import { freeId, freeName, refuse } from "../words/refusal";
import { type Acceptance, familiesOf } from "./acceptance";
import { FirewallRules } from "./firewall-rules";
import type { Location } from "./location";
import { INTERNET, type Peer } from "./peer";

export interface NetworkDomainProps {
  /** Its name in the platform. */
  readonly name: string;
  /** @default "" */
  readonly description?: string;
  /**
   * Service plan.
   * @default "ESSENTIALS"
   */
  readonly service?: DomainPlan;
  /**
   * IPv4 addresses or ranges in CIDR form from which people may log in over SSH.
   * @default - any address
   */
  readonly operators?: readonly string[];
}

/** A network domain with its firewall. A location may have several; they meet over IPv6 and public addresses alone. */
export class NetworkDomain extends Construct {
  readonly location: Location;
  /** Ranges that may log in; undefined: any. */
  readonly operators: readonly string[] | undefined;
  private readonly resource: Networkdomain;
  private readonly firewall: FirewallRules;
  private readonly acceptances: Acceptance[] = [];

  /** @param id `Default` for the only one of its location: it vanishes from Terraform's names */
  constructor(scope: Location, id: string, props: NetworkDomainProps) {
    super(scope, freeId(scope, id));
    this.location = scope;
    this.operators = props.operators;
    refuse(scope, id, [props.name.trim() === "" && "the network domain has no name; give `name`"]);
    this.resource = new Networkdomain(this, "Resource", {
      provider: scope.provider,
      name: props.name,
      description: props.description ?? "",
      plan: props.service ?? "ESSENTIALS",
      datacenter: scope.dataCentre,
    });
    // a blank keeps its id apart from every name that a node or a network can have
    this.firewall = new FirewallRules(this, "firewall rules", {
      provider: scope.provider,
      domainId: this.domainId,
      operators: props.operators,
    });
  }

  /** Id of the network domain, as an expression. */
  get domainId(): string {
    return this.resource.id;
  }

  /**
   * The name of a new node or network, where it may have it: people know both by it within the location. What it may not
   * have is refused, and another is given in its place.
   */
  freeName(id: string, what: string): string {
    const free = freeName(this, id, what);
    const other = this.location.node.children.find((domain) => domain.node.tryFindChild(id) !== undefined);
    refuse(this, id, [
      free === id &&
        other &&
        `${other.node.path} has something of that name; names are one location's, not one domain's`,
    ]);
    return free;
  }

  /** Lets traffic in, at the platform's firewall and at those of the nodes that it reaches. */
  accept(acceptance: Acceptance): void {
    const { from, to, ports } = acceptance;
    const families = familiesOf(acceptance);
    const isRefused = refuse(to, `from ${from === INTERNET ? from : from.id}`, [
      to.domain !== this && `the rules of ${to.id} belong to its own network domain, not to ${this.node.path}`,
      from === INTERNET && ports === undefined && "the Internet is let in to named ports alone; give some",
      families.length === 0 &&
        (from === INTERNET
          ? "it has no public IPv4 address, over which alone the Internet is let in; give it one"
          : "the two have no addresses over which they could meet; private IPv4 is routed within a network domain alone"),
      from === to && "a network need not accept itself: traffic inside a VLAN meets no firewall",
      ports?.length === 0 && "no port is given; name some, or leave the list out to accept everything",
    ]);
    if (isRefused) {
      return;
    }
    if (families.includes("ipv6")) {
      this.allowIpv6Rules();
    }
    this.firewall.add(acceptance);
    this.acceptances.push(acceptance);
  }

  /** What reaches one of the receivers from other peers. */
  acceptedBy(...receivers: readonly Peer[]): readonly Acceptance[] {
    return this.acceptances.filter(({ to }) => receivers.includes(to));
  }

  /**
   * Lets accept rules for IPv6 count: the platform's own rule denies what comes from outside, and its place among the
   * others is not documented. What matches no rule is denied all the same.
   */
  private allowIpv6Rules(): void {
    this.resource.putDefaultFirewallRule([{ type: "DenyExternalInboundIPv6", enabled: false }]);
  }
}
