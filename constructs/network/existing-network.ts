import { TerraformLocal, Token } from "cdktf";
import { DataDdcloudVlan } from "../../providers/ddcloud";
import { NetworkBase } from "./network-base";
import type { NetworkDomainBase } from "./network-domain-base";
import type { Peer } from "./peer";

/** Known attributes of a VLAN that is managed elsewhere: literal texts or expressions. */
export interface VlanAttributes {
  /** Id of the VLAN. */
  readonly vlanId: string;
  /**
   * IPv6 range `base/prefix`.
   * @default - unknown: it cannot be a peer over IPv6
   */
  readonly ipv6?: string;
  /**
   * Private IPv4 range in CIDR form.
   * @default - unknown: it cannot be a peer over IPv4
   */
  readonly ipv4?: string;
}

/** A VLAN that is managed elsewhere. */
export class ExistingNetwork extends NetworkBase {
  /** Finds a VLAN by its name: Terraform reads it as data. */
  static read(scope: NetworkDomainBase, id: string, name: string): ExistingNetwork {
    const found = new DataDdcloudVlan(scope, `${id} data`, {
      provider: scope.location.provider,
      name,
      networkdomain: scope.domainId,
    });
    const range = (base: string, prefix: number) => `${base}/${Token.asString(prefix)}`;
    return new ExistingNetwork(scope, id, {
      vlanId: found.id,
      ipv6: range(found.ipv6BaseAddress, found.ipv6PrefixSize),
      ipv4: range(found.ipv4BaseAddress, found.ipv4PrefixSize),
    });
  }

  readonly vlanId: string;
  readonly addresses: Peer["addresses"];
  readonly dependable = undefined;

  constructor(scope: NetworkDomainBase, id: string, { vlanId, ipv6, ipv4 }: VlanAttributes) {
    super(scope, id);
    this.vlanId = vlanId;
    const local = (family: "ipv6" | "ipv4", range: string) =>
      this.rangeOf(family, new TerraformLocal(this, family, range).asString);
    this.addresses = {
      ...(ipv6 === undefined ? {} : { ipv6: local("ipv6", ipv6) }),
      ...(ipv4 === undefined ? {} : { ipv4: local("ipv4", ipv4) }),
    };
  }
}
