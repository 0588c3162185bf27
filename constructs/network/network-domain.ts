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

/** Properties of an existing network domain. */
export type ExistingNetworkDomainProps = Pick<NetworkDomainProps, "operators">;

/**
 * A network domain with its firewall. A location may have several; they reach each other only over IPv6 and public
 * addresses.
 */
export class NetworkDomain extends NetworkDomainBase {
  /**
   * An existing network domain. Networks and nodes may be added to it, with their firewall rules; the platform's own
   * rule `DenyExternalInboundIPv6` stays as it is.
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

  /** Like {@link fromNetworkDomainId}, but found by its name in the location: Terraform reads it as data. */
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

  /** The resource itself, for attributes that these constructs do not cover. */
  readonly networkdomain: Networkdomain;
  readonly service: DomainPlan;

  /** @param id `Default` for the only one of its location: Terraform's names leave it out */
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
   * Turns off the platform's own rule that denies traffic from outside, because its position among the rules is not
   * documented. The platform still denies traffic that matches no rule.
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
