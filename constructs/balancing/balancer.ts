import { Construct } from "constructs";
import { CONNECTION_LIMIT, CONNECTION_RATE_LIMIT, PERSISTENCE_BY_ADDRESS } from "../../platform/load-balancing";
import { VirtualListener } from "../../providers/ddcloud";
import type { NetworkDomainBase } from "../network/network-domain-base";
import { INTERNET, type Peer, type Receiver } from "../network/peer";
import type { Port } from "../words/port";
import { freeId, refuse } from "../words/refusal";
import type { Pool } from "./pool";
import { refuseWithoutService } from "./service";

export interface BalancerProps {
  /**
   * Its name in the platform, once in the network domain.
   * @default - the construct's id
   */
  readonly name?: string;
  /** @default "" */
  readonly description?: string;
  /** Where it listens, and where the members of the pool do. One TCP or UDP port. */
  readonly port: Port;
  /**
   * The IPv4 address that it listens at: a private one, or a public one that the network domain holds.
   * @default - a public one that is free
   */
  readonly address?: string;
  /**
   * Who takes the connections.
   * @default - nobody yet
   */
  readonly pool?: Pool;
  /**
   * Whether a client, by its address, comes back to the member that it had before.
   * @default false
   */
  readonly persistent?: boolean;
}

/** A virtual listener of the platform's load balancer, with the firewall rule that lets the Internet in to it. */
export class Balancer extends Construct implements Receiver {
  readonly kind = "address";
  readonly id: string;
  readonly label: string;
  readonly name: string;
  readonly domain: NetworkDomainBase;
  readonly addresses: Peer["addresses"] = {};
  readonly port: Port;
  /** The resource itself, for what these constructs do not say. */
  readonly listener: VirtualListener;

  constructor(scope: NetworkDomainBase, id: string, props: BalancerProps) {
    super(scope, freeId(scope, id));
    const { location } = scope;
    const { port, pool } = props;
    this.name = props.name ?? id;
    this.id = location.idOf(this.name);
    this.label = location.labelOf(this.name);
    this.domain = scope;
    this.port = port;
    refuse(this, "", [
      (port.protocol === "icmp" || port.begin !== port.end) && `its port is ${port}; it takes one TCP or UDP port`,
      pool !== undefined && pool.domain !== scope && "its pool is in another network domain",
    ]);
    refuseWithoutService(this, scope);
    this.listener = new VirtualListener(this, "Resource", {
      provider: location.provider,
      networkdomain: scope.domainId,
      name: this.name,
      description: props.description ?? "",
      type: "STANDARD",
      protocol: port.protocol.toUpperCase(),
      ...(props.address === undefined ? {} : { ipv4: props.address }),
      port: port.begin,
      enabled: true,
      ...(pool === undefined ? {} : { pool: pool.pool.id, dependsOn: [...pool.dependables] }),
      ...(props.persistent ? { persistenceProfile: PERSISTENCE_BY_ADDRESS } : {}),
      connectionLimit: CONNECTION_LIMIT,
      connectionRateLimit: CONNECTION_RATE_LIMIT,
      sourcePortPreservation: "PRESERVE",
    });
    scope.accept({ from: INTERNET, to: this, ports: [port] });
    for (const member of pool?.members ?? []) {
      member.takeBalanced(port);
    }
  }

  /** The address that it listens at, as an expression. */
  get address(): string {
    return this.listener.ipv4;
  }

  /** What the rule that lets the Internet in is for; a private address has one, too. */
  get publicIpv4(): string {
    return this.address;
  }
}
