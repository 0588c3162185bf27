import { type ITerraformDependable, TerraformLocal, Token } from "cdktf";
import { formatIpv4, parseIpv4Range } from "../../platform/addresses/ipv4";
import { type RouterAddresses, VLAN_PREFIX } from "../../platform/limits";
import { IpAddressReservation, Vlan } from "../../providers/ddcloud";
import { refuse } from "../words/refusal";
import { ExistingNetwork, type VlanAttributes } from "./existing-network";
import { NetworkBase } from "./network-base";
import type { NetworkDomainBase } from "./network-domain-base";
import type { Peer } from "./peer";

export interface NetworkProps {
  /** Private IPv4 range in CIDR form, /16 to /28, e.g. `10.1.0.0/24`. */
  readonly ipv4: string;
  /** @default "" */
  readonly description?: string;
  /**
   * At which end of the range the platform's routers have their addresses; `high` for ranges up to /24. Of a VLAN that
   * stands, it stays.
   * @default "low"
   */
  readonly routers?: RouterAddresses;
  /**
   * Private IPv4 addresses that the platform gives to no server: they are kept for something else.
   * @default - none
   */
  readonly reserved?: readonly string[];
  /**
   * Former names, the newest first: Terraform renames it in place.
   * @default - none
   */
  readonly formerNames?: readonly string[];
  /**
   * Terraform refuses to destroy the VLAN.
   * @default false
   */
  readonly protected?: boolean;
}

/** A VLAN with its private IPv4 range and its IPv6 /64, which is public address space behind the firewall. */
export class Network extends NetworkBase {
  /**
   * An existing VLAN of which only the id is known. Nodes may be put into it. It cannot be a peer, and the firewall of
   * its nodes accepts no neighbours, because both need its ranges: {@link fromVlanName} finds them.
   * @param vlanId id of the VLAN, or an expression for it
   */
  static fromVlanId(scope: NetworkDomainBase, id: string, vlanId: string): NetworkBase {
    return new ExistingNetwork(scope, id, { vlanId });
  }

  /** An existing VLAN, with its known attributes. */
  static fromVlanAttributes(scope: NetworkDomainBase, id: string, attributes: VlanAttributes): NetworkBase {
    return new ExistingNetwork(scope, id, attributes);
  }

  /**
   * An existing VLAN, found by its name in the network domain: Terraform reads it and its ranges as data.
   * @param name the VLAN's own name, if it differs from the construct's id
   */
  static fromVlanName(scope: NetworkDomainBase, id: string, name: string = id): NetworkBase {
    return ExistingNetwork.read(scope, id, name);
  }

  readonly addresses: Required<Peer["addresses"]>;
  /** The resource itself, for attributes that these constructs do not cover. */
  readonly vlan: Vlan;
  private readonly reservations: IpAddressReservation[];

  constructor(scope: NetworkDomainBase, id: string, props: NetworkProps) {
    super(scope, id, props.formerNames);
    const { least, most } = VLAN_PREFIX;
    const range = parseIpv4Range(props.ipv4);
    const isRange = range !== undefined && range.prefixSize >= least && range.prefixSize <= most;
    refuse(scope, id, [
      !isRange &&
        `IPv4 range is "${props.ipv4}"; a VLAN takes a private range from /${least} to /${most}, such as 10.1.0.0/24`,
    ]);
    this.vlan = new Vlan(this, "Resource", {
      ...(props.protected ? { lifecycle: { preventDestroy: true } } : {}),
      provider: scope.location.provider,
      networkdomain: scope.domainId,
      name: id,
      description: props.description ?? "",
      ipv4BaseAddress: range ? formatIpv4(range.address) : "",
      ipv4PrefixSize: range?.prefixSize ?? 0,
      ...(props.routers === "high" ? { attachedVlanGatewayAddressing: "HIGH" } : {}),
    });
    this.reservations = (props.reserved ?? []).map(
      (address) =>
        new IpAddressReservation(this, `reserved ${address}`, {
          provider: scope.location.provider,
          vlan: this.vlan.id,
          address,
          addressType: "ipv4",
        }),
    );
    const ipv6 = `${this.vlan.ipv6BaseAddress}/${Token.asString(this.vlan.ipv6PrefixSize)}`;
    this.addresses = {
      ipv6: this.rangeOf("ipv6", new TerraformLocal(this, "ipv6", ipv6).asString),
      ipv4: this.rangeOf("ipv4", props.ipv4),
    };
  }

  /** Reservations come before servers, which would take the addresses. */
  override get settled(): ITerraformDependable[] {
    return this.reservations;
  }

  get vlanId(): string {
    return this.vlan.id;
  }

  get dependable(): Vlan {
    return this.vlan;
  }
}
