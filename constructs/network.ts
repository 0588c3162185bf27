import { TerraformLocal, Token } from "cdktf";
import { Construct } from "constructs";
import { formatIpv4, parseIpv4Range } from "../platform/ipv4";
import { VLAN_PREFIX } from "../platform/limits";
import { isConstructsOwnName } from "../platform/names";
import { Vlan } from "../providers/ddcloud";
import type { Location } from "./location";
import { logicalId } from "./naming";
import { Node, type NodeProps } from "./node";
import type { Port } from "./port";
import { Refusal, refuse } from "./refusal";

export interface NetworkProps {
  /** Private IPv4 range in CIDR form, /16 to /28, e.g. `10.1.0.0/24`. */
  readonly ipv4: string;
  /** @default "" */
  readonly description?: string;
}

/** A VLAN with its private IPv4 range and its IPv6 /64, which is public address space behind the firewall. */
export class Network extends Construct {
  readonly location: Location;
  readonly name: string;
  /** IPv6 range `base/prefix`, as an expression. */
  readonly ipv6: string;
  /** Private IPv4 range in CIDR form. */
  readonly ipv4: string;
  private readonly vlan: Vlan;
  private readonly members: Node[] = [];

  constructor(scope: Location, id: string, props: NetworkProps) {
    super(scope, id);
    this.location = scope;
    this.name = id;
    this.ipv4 = props.ipv4;
    const { least, most } = VLAN_PREFIX;
    const range = parseIpv4Range(props.ipv4);
    if (range === undefined || range.prefixSize < least || range.prefixSize > most) {
      const wanted = `a VLAN takes a private range from /${least} to /${most}, such as 10.1.0.0/24`;
      throw new Refusal(`${this.node.path}: IPv4 range is "${props.ipv4}"; ${wanted}`);
    }
    this.vlan = new Vlan(this, "Resource", {
      provider: scope.provider,
      networkdomain: scope.domainId,
      name: id,
      description: props.description ?? "",
      ipv4BaseAddress: formatIpv4(range.address),
      ipv4PrefixSize: range.prefixSize,
    });
    this.ipv6 = new TerraformLocal(
      this,
      "ipv6",
      `${this.vlan.ipv6BaseAddress}/${Token.asString(this.vlan.ipv6PrefixSize)}`,
    ).asString;
  }

  /** Id of the VLAN, as an expression. */
  get vlanId(): string {
    return this.vlan.id;
  }

  /** What the servers and NAT rules in this network have to outlive. */
  get dependable(): Vlan {
    return this.vlan;
  }

  get nodes(): readonly Node[] {
    return this.members;
  }

  /** Adds a server. Its construct belongs to the location: names of nodes are unique there. */
  addNode(name: string, props: NodeProps): Node {
    const taken = this.location.node.tryFindChild(name);
    refuse(this.location, name, [
      isConstructsOwnName(name) && `a node cannot be called ${name}: constructs take the name for their own`,
      !isConstructsOwnName(name) &&
        taken !== undefined &&
        `the location has something of that name already (${taken.constructor.name.toLowerCase()})`,
    ]);
    const node = new Node(this.location, name, { ...props, network: this });
    this.members.push(node);
    return node;
  }

  /**
   * Accepts traffic from another network, over IPv6; within one network domain over IPv4 too.
   * @param ports what is let in; undefined lets in everything, as plumbery's `accept` does
   */
  acceptFrom(other: Network, ports?: readonly Port[]): void {
    refuse(this, `from ${other.node.path}`, [
      other === this && "a network need not accept itself: traffic inside a VLAN meets no firewall",
      ports?.length === 0 && "no port is given; name some, or leave the list out to accept everything",
    ]);
    const from = logicalId([other.location.node.id, other.name]);
    for (const port of ports ?? [undefined]) {
      const common = { from, to: logicalId([this.name]), port };
      const firewall = this.location.firewall;
      firewall.accept(this, { ...common, source: { network: other.ipv6 }, destination: { network: this.ipv6 } });
      if (other.location === this.location) {
        const ends = { source: { network: other.ipv4 }, destination: { network: this.ipv4 } };
        firewall.accept(this, { ...common, ...ends, ipVersion: "IPV4" });
      }
    }
    this.acceptances.push({ other, ports });
  }

  /** What this network accepts, for the nodes' own firewalls. */
  readonly acceptances: { readonly other: Network; readonly ports: readonly Port[] | undefined }[] = [];
}
