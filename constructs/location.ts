import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { DATA_CENTRES, type DataCentre, isDataCentre, type Region, regionOf } from "../platform/data-centres";
import type { DomainPlan } from "../platform/limits";
import { isConstructsOwnName } from "../platform/names";
import { Networkdomain } from "../providers/ddcloud";
import { FirewallRules } from "./firewall-rules";
import { Network, type NetworkProps } from "./network";
import { PlumblineStack } from "./plumbline-stack";
import { refuse } from "./refusal";

export interface LocationProps {
  /** Name of the network domain. */
  readonly domain: string;
  /**
   * Data centre, e.g. EU6.
   * @default - the construct's id
   */
  readonly dataCentre?: string;
  /** @default "" */
  readonly description?: string;
  /**
   * Service plan of the network domain.
   * @default "ESSENTIALS"
   */
  readonly service?: DomainPlan;
  /**
   * IPv4 addresses or ranges in CIDR form from which people may log in over SSH.
   * @default - any address
   */
  readonly operators?: readonly string[];
}

/** One data centre: its network domain with the firewall, and the networks in it. */
export class Location extends Construct {
  readonly dataCentre: DataCentre;
  readonly region: Region;
  readonly provider: TerraformProvider;
  readonly firewall: FirewallRules;
  /** Ranges that may log in; undefined: any. */
  readonly operators: readonly string[] | undefined;
  private readonly domain: Networkdomain;

  constructor(scope: Construct, id: string, props: LocationProps) {
    super(scope, id);
    const dataCentre = props.dataCentre ?? id;
    refuse(scope, id, [
      !isDataCentre(dataCentre) && `data centre is "${dataCentre}"; known ones are ${DATA_CENTRES.join(", ")}`,
      props.domain.trim() === "" && "the network domain has no name; give `domain`",
    ]);
    this.dataCentre = dataCentre as DataCentre;
    this.region = regionOf(this.dataCentre);
    this.provider = PlumblineStack.ofConstruct(this).providerOf(this.region);
    this.operators = props.operators;
    this.domain = new Networkdomain(this, "Resource", {
      provider: this.provider,
      name: props.domain,
      description: props.description ?? "",
      plan: props.service ?? "ESSENTIALS",
      datacenter: this.dataCentre,
    });
    // a blank keeps its id apart from every name that a node or a network can have
    this.firewall = new FirewallRules(this, "firewall rules");
  }

  /** Id of the network domain, as an expression. */
  get domainId(): string {
    return this.domain.id;
  }

  /**
   * Adds a network (VLAN).
   * @param ipv4 its private range in CIDR form, e.g. `10.1.0.0/24`
   */
  addNetwork(name: string, ipv4: string, props: Omit<NetworkProps, "ipv4"> = {}): Network {
    const taken = isConstructsOwnName(name) ? "constructs take the name for their own" : undefined;
    refuse(this, name, [taken && `a network cannot be called ${name}: ${taken}`]);
    return new Network(this, name, { ipv4, ...props });
  }

  /**
   * Lets accept rules for IPv6 count: the platform's own rule denies what comes from outside, and its place among the
   * others is not documented. What matches no rule is denied all the same.
   */
  allowIpv6Rules(): void {
    this.domain.putDefaultFirewallRule([{ type: "DenyExternalInboundIPv6", enabled: false }]);
  }
}
