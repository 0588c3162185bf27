import { TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { formatIpv4, parseIpv4Range } from "../../platform/addresses/ipv4";
import { VLAN_PREFIX } from "../../platform/limits";
import { Vlan } from "../../providers/ddcloud";
import { plainValue, variableName } from "../../templates/apply-value";
import { PlumblineStack } from "../stack/plumbline-stack";
import { logicalId } from "../words/naming";
import type { Port } from "../words/port";
import { refuse } from "../words/refusal";
import type { NetworkDomain } from "./network-domain";
import type { Peer, Receiver } from "./peer";

export interface NetworkProps {
  /** Private IPv4 range in CIDR form, /16 to /28, e.g. `10.1.0.0/24`. */
  readonly ipv4: string;
  /** @default "" */
  readonly description?: string;
  /**
   * Names that it had before, the newest first: Terraform renames it in place.
   * @default - none
   */
  readonly formerNames?: readonly string[];
}

/** A VLAN with its private IPv4 range and its IPv6 /64, which is public address space behind the firewall. */
export class Network extends Construct implements Receiver {
  readonly kind = "network";
  readonly domain: NetworkDomain;
  readonly name: string;
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly label: string;
  readonly formerLabels: readonly string[];
  /** IPv6 range `base/prefix`, and private IPv4 range in CIDR form. */
  readonly addresses: Required<Peer["addresses"]>;
  private readonly vlan: Vlan;

  constructor(scope: NetworkDomain, id: string, props: NetworkProps) {
    super(scope, scope.freeName(id, "network"));
    const { location } = scope;
    this.domain = scope;
    this.name = id;
    this.id = `${location.node.id}::${id}`;
    this.label = logicalId([location.node.id, id]);
    const { formerNames = [] } = props;
    this.formerLabels = formerNames.map((name) => logicalId([location.node.id, name]));
    PlumblineStack.ofConstruct(this).addressChanges.rename(this, formerNames);
    const { least, most } = VLAN_PREFIX;
    const range = parseIpv4Range(props.ipv4);
    const isRange = range !== undefined && range.prefixSize >= least && range.prefixSize <= most;
    refuse(scope, id, [
      !isRange &&
        `IPv4 range is "${props.ipv4}"; a VLAN takes a private range from /${least} to /${most}, such as 10.1.0.0/24`,
    ]);
    this.vlan = new Vlan(this, "Resource", {
      provider: location.provider,
      networkdomain: scope.domainId,
      name: id,
      description: props.description ?? "",
      ipv4BaseAddress: range ? formatIpv4(range.address) : "",
      ipv4PrefixSize: range?.prefixSize ?? 0,
    });
    const ipv6 = `${this.vlan.ipv6BaseAddress}/${Token.asString(this.vlan.ipv6PrefixSize)}`;
    this.addresses = {
      ipv6: this.rangeOf("ipv6", new TerraformLocal(this, "ipv6", ipv6).asString),
      ipv4: this.rangeOf("ipv4", props.ipv4),
    };
  }

  /** Id of the VLAN, as an expression. */
  get vlanId(): string {
    return this.vlan.id;
  }

  /** What the servers and NAT rules in this network have to outlive. */
  get dependable(): Vlan {
    return this.vlan;
  }

  /**
   * Accepts traffic from another network, node or range, over IPv6; within one network domain over IPv4 too.
   * @param ports what is let in; undefined lets in everything, as plumbery's `accept` does
   */
  acceptFrom(from: Peer, ports?: readonly Port[]): void {
    this.domain.accept({ from, to: this, ports });
  }

  private rangeOf(family: "ipv6" | "ipv4", expression: string) {
    return plainValue(variableName(this.label, family, "range"), `${family} range of ${this.id}`, expression);
  }
}
