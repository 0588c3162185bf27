import { Construct } from "constructs";
import {
  type BalanceMethod,
  CONNECTION_LIMIT,
  CONNECTION_RATE_LIMIT,
  POOL_MONITORS,
  type PoolMonitor,
  SLOW_RAMP_S,
} from "../../platform/load-balancing";
import { VipNode, VipPool, VipPoolMember } from "../../providers/ddcloud";
import type { NetworkDomainBase } from "../network/network-domain-base";
import type { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import { freeId, refuse } from "../words/refusal";
import { refuseWithoutService } from "./service";

export interface PoolProps {
  /**
   * Its name in the platform, once in the network domain.
   * @default - the construct's id
   */
  readonly name?: string;
  /** @default "" */
  readonly description?: string;
  /** Nodes that take the connections, at the port that the listener has. */
  readonly members: readonly Node[];
  /**
   * How the member for a new connection is chosen.
   * @default "ROUND_ROBIN"
   */
  readonly method?: BalanceMethod;
  /**
   * How the platform finds out whether a member answers.
   * @default - it does not, and goes on sending connections to a member that is down
   */
  readonly healthMonitor?: PoolMonitor;
}

/** Nodes among which the platform's load balancer divides connections. */
export class Pool extends Construct {
  readonly domain: NetworkDomainBase;
  readonly members: readonly Node[];
  /** The resource itself, for what these constructs do not say. */
  readonly pool: VipPool;
  /** What has to be there before connections are taken. */
  readonly dependables: readonly VipPoolMember[];

  constructor(scope: NetworkDomainBase, id: string, props: PoolProps) {
    super(scope, freeId(scope, id));
    this.domain = scope;
    this.members = props.members;
    const { provider } = scope.location;
    refuse(this, "", [
      ...props.members.map((node) => node.domain !== scope && `${node.id} is in another network domain than the pool`),
    ]);
    refuseWithoutService(this, scope);
    this.pool = new VipPool(this, "Resource", {
      provider,
      networkdomain: scope.domainId,
      name: props.name ?? id,
      description: props.description ?? "",
      loadBalanceMethod: props.method ?? "ROUND_ROBIN",
      ...(props.healthMonitor === undefined ? {} : { healthMonitors: [POOL_MONITORS[props.healthMonitor]] }),
      serviceDownAction: "NONE",
      slowRampTime: SLOW_RAMP_S,
    });
    this.dependables = props.members.map((node) => {
      const member = new VipPoolMember(this, node.label, {
        provider,
        pool: this.pool.id,
        nodeAttribute: balancedNode(node).id,
        status: "ENABLED",
      });
      Deployment.of(this).addressChanges.rename(member, node.formerLabels);
      return member;
    });
  }
}

/** The node as the load balancer knows it: once, in however many pools it is. */
function balancedNode(node: Node): VipNode {
  const id = "vip node";
  return (
    (node.node.tryFindChild(id) as VipNode | undefined) ??
    new VipNode(node, id, {
      provider: node.location.provider,
      networkdomain: node.domain.domainId,
      // with another address it has another name, which replaces it: the provider changes no address in place
      name: node.privateIpv4,
      ipv4Address: node.privateIpv4,
      status: "ENABLED",
      // none: the provider would take one that asks by ICMP
      healthMonitor: "",
      connectionLimit: CONNECTION_LIMIT,
      connectionRateLimit: CONNECTION_RATE_LIMIT,
    })
  );
}
