import { Annotations } from "cdktf";
import type { DomainPlan } from "../../platform/limits";
import { DataDdcloudNetworkdomain, Networkdomain } from "../../providers/ddcloud";
import { refuse } from "../words/refusal";
import type { Location } from "./location";
import { NetworkDomainBase } from "./network-domain-base";

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

/** What is to be known of a network domain that stands already. */
export type ExistingNetworkDomainProps = Pick<NetworkDomainProps, "operators">;

/** A network domain with its firewall. A location may have several; they meet over IPv6 and public addresses alone. */
export class NetworkDomain extends NetworkDomainBase {
  /**
   * A network domain that stands already. Networks and nodes may be added to it, with the firewall rules for them; the
   * rule `DenyExternalInboundIPv6` of the platform's own stays as it is.
   * @param domainId id of the network domain, or an expression for it
   */
  static fromNetworkDomainId(
    scope: Location,
    id: string,
    domainId: string,
    props: ExistingNetworkDomainProps = {},
  ): NetworkDomainBase {
    return new ExistingNetworkDomain(scope, id, domainId, props);
  }

  /** As {@link fromNetworkDomainId}, found by its name in the location: Terraform reads it as data. */
  static fromNetworkDomainName(
    scope: Location,
    id: string,
    name: string,
    props: ExistingNetworkDomainProps = {},
  ): NetworkDomainBase {
    const found = new DataDdcloudNetworkdomain(scope, `${id} data`, {
      provider: scope.provider,
      name,
      datacenter: scope.dataCentre,
    });
    return new ExistingNetworkDomain(scope, id, found.id, props);
  }

  /** The resource itself, for what these constructs do not say. */
  readonly networkdomain: Networkdomain;
  readonly service: DomainPlan;

  /** @param id `Default` for the only one of its location: it vanishes from Terraform's names */
  constructor(scope: Location, id: string, props: NetworkDomainProps) {
    super(scope, id, props.operators);
    refuse(scope, id, [props.name.trim() === "" && "the network domain has no name; give `name`"]);
    this.service = props.service ?? "ESSENTIALS";
    this.networkdomain = new Networkdomain(this, "Resource", {
      provider: scope.provider,
      name: props.name,
      description: props.description ?? "",
      plan: this.service,
      datacenter: scope.dataCentre,
    });
  }

  get domainId(): string {
    return this.networkdomain.id;
  }

  /**
   * Turns the platform's own rule off that denies what comes from outside: its place among the others is not documented.
   * What matches no rule is denied all the same.
   */
  protected allowIpv6Rules(): void {
    this.networkdomain.putDefaultFirewallRule([{ type: "DenyExternalInboundIPv6", enabled: false }]);
  }
}

class ExistingNetworkDomain extends NetworkDomainBase {
  readonly service = undefined;
  private isWarned = false;

  constructor(
    scope: Location,
    id: string,
    readonly domainId: string,
    props: ExistingNetworkDomainProps,
  ) {
    super(scope, id, props.operators);
  }

  protected allowIpv6Rules(): void {
    if (!this.isWarned) {
      Annotations.of(this).addWarning(
        "traffic is accepted over IPv6: whoever made this network domain has to turn its rule DenyExternalInboundIPv6 off",
      );
    }
    this.isWarned = true;
  }
}
