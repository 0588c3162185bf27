import { Construct, type IConstruct } from "constructs";
import type { DomainPlan } from "../../platform/limits";
import { freeId, freeName, refuse } from "../words/refusal";
import { type Acceptance, familiesOf } from "./acceptance";
import { FirewallRules, type RuleCause } from "./firewall-rules";
import type { Location } from "./location";
import { INTERNET, type Peer } from "./peer";

/**
 * A network domain, as its networks and nodes use it, whether this stack manages it or not: its id, and their firewall
 * rules.
 */
export abstract class NetworkDomainBase extends Construct {
  readonly location: Location;
  /** Ranges that may log in; undefined: any. */
  readonly operators: readonly string[] | undefined;
  /** Its service plan; undefined where others made it. */
  abstract readonly service: DomainPlan | undefined;
  /** Id of the network domain, as an expression. */
  abstract readonly domainId: string;
  private readonly acceptances: Acceptance[] = [];
  private firewall: FirewallRules | undefined;

  protected constructor(scope: Location, id: string, operators: readonly string[] | undefined) {
    super(scope, freeId(scope, id));
    this.location = scope;
    this.operators = operators;
  }

  /**
   * The name of a new node or network. People know both by their names within the location, so a name that is taken
   * there is refused, and another one is returned in its place.
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

  /** Accepts traffic, at the platform's firewall and at those of the nodes that it reaches. */
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
    this.firewallRules.add(acceptance);
    this.acceptances.push(acceptance);
  }

  /**
   * What a rule of the platform's firewall is derived from; undefined for a construct that is not a rule of this
   * domain.
   */
  causeOf(rule: IConstruct): RuleCause | undefined {
    return this.firewall?.causeOf(rule);
  }

  /** Accepted traffic from other peers to the given receivers. */
  acceptedBy(...receivers: readonly Peer[]): readonly Acceptance[] {
    return this.acceptances.filter(({ to }) => receivers.includes(to));
  }

  /** Makes accept rules for IPv6 effective. */
  protected abstract allowIpv6Rules(): void;

  private get firewallRules(): FirewallRules {
    // no node or network can have a name with a blank, so this id is never taken
    this.firewall ??= new FirewallRules(this, "firewall rules", {
      provider: this.location.provider,
      domainId: this.domainId,
      operators: this.operators,
    });
    return this.firewall;
  }
}
