import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { plainValue, variableName } from "../../templates/apply-value";
import type { NetworkDomainBase } from "../network/network-domain-base";
import type { Peer, Receiver } from "../network/peer";

/** Known attributes of a server that is managed elsewhere: literal texts or expressions. */
export interface ServerAttributes {
  /** IPv6 address of its primary card, in canonical form. */
  readonly ipv6: string;
  /**
   * Private IPv4 address of its primary card.
   * @default - unknown: it cannot be a peer over IPv4
   */
  readonly privateIpv4?: string;
  /**
   * Public IPv4 address.
   * @default - none
   */
  readonly publicIpv4?: string;
}

/** A server that is managed elsewhere, as a peer: rules accept traffic to and from it, and no step runs on it. */
export class ExistingNode extends Construct implements Receiver {
  readonly kind = "address";
  readonly domain: NetworkDomainBase;
  readonly name: string;
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly label: string;
  readonly addresses: Peer["addresses"] & Required<Pick<Peer["addresses"], "ipv6">>;
  readonly publicIpv4: string | undefined;

  constructor(scope: NetworkDomainBase, id: string, { ipv6, privateIpv4, publicIpv4 }: ServerAttributes) {
    super(scope, scope.freeName(id, "node"));
    this.domain = scope;
    this.name = id;
    this.id = scope.location.idOf(id);
    this.label = scope.location.labelOf(id);
    this.publicIpv4 = publicIpv4;
    const local = (family: "ipv6" | "ipv4", address: string) =>
      plainValue(
        variableName(this.label, family),
        `${family === "ipv6" ? "address" : "private IPv4 address"} of ${this.id}`,
        new TerraformLocal(this, family, address).asString,
      );
    this.addresses = {
      ipv6: local("ipv6", ipv6),
      ...(privateIpv4 === undefined ? {} : { ipv4: local("ipv4", privateIpv4) }),
    };
  }
}
