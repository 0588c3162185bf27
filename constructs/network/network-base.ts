import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
import { Deployment } from "../stack/deployment";
import type { Port } from "../words/port";
import type { NetworkDomainBase } from "./network-domain-base";
import type { Family, Peer, Receiver } from "./peer";

/** A VLAN, as its nodes and other peers use it, whether this stack manages it or not. */
export abstract class NetworkBase extends Construct implements Receiver {
  readonly kind = "network";
  readonly domain: NetworkDomainBase;
  readonly name: string;
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly label: string;
  readonly formerLabels: readonly string[];
  /** Id of the VLAN, as an expression. */
  abstract readonly vlanId: string;
  /** IPv6 range `base/prefix`, and private IPv4 range in CIDR form, if known. */
  abstract readonly addresses: Peer["addresses"];
  /**
   * The resource that must outlive the servers and NAT rules in this network; undefined if the VLAN is managed
   * elsewhere.
   */
  abstract readonly dependable: ITerraformDependable | undefined;

  /** @param formerNames its former names, the newest first */
  protected constructor(scope: NetworkDomainBase, id: string, formerNames: readonly string[] = []) {
    super(scope, scope.freeName(id, "network"));
    const { location } = scope;
    this.domain = scope;
    this.name = id;
    this.id = location.idOf(id);
    this.label = location.labelOf(id);
    this.formerLabels = formerNames.map((name) => location.labelOf(name));
    Deployment.of(this).addressChanges.rename(this, formerNames);
  }

  /**
   * Accepts traffic from another network, node or range, over IPv6; within one network domain over IPv4, too.
   * @param ports accepted ports; undefined accepts everything, as in plumbery's `accept`
   */
  acceptFrom(from: Peer, ports?: readonly Port[]): void {
    this.domain.accept({ from, to: this, ports });
  }

  /** What has to be done before a server is put into it. */
  get settled(): ITerraformDependable[] {
    return [];
  }

  protected rangeOf(family: Family, expression: string): ApplyValue {
    return plainValue(variableName(this.label, family, "range"), `${family} range of ${this.id}`, expression);
  }
}
