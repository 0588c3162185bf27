import { firewallFile } from "../../templates/firewall";
import type { NodeFile } from "../../templates/node-file";
import { type Acceptance, familiesOf } from "../network/acceptance";
import type { NetworkBase } from "../network/network-base";
import { type Family, INTERNET, type Peer, type Receiver } from "../network/peer";
import type { Port } from "../words/port";

export interface NodeFirewallProps {
  /** The node. */
  readonly node: Receiver;
  /** The networks of its cards; all in one network domain. */
  readonly networks: readonly [NetworkBase, ...NetworkBase[]];
  /** Ports that the Internet may reach over IPv4. */
  readonly inbound: readonly Port[];
}

/**
 * The firewall on a node itself. It is derived from the same acceptances as the platform's rules, and also filters the
 * node's neighbours.
 */
export class NodeFirewall {
  private isClosed = false;
  private readonly balanced = new Map<string, Port>();

  constructor(private readonly props: NodeFirewallProps) {}

  /** Also blocks the other nodes of the network, which the platform's firewall never does. */
  closeToNeighbours(): void {
    this.isClosed = true;
  }

  /** Opens a port to any IPv4 address: from which one the platform's load balancer connects is not documented. */
  open(port: Port): void {
    this.balanced.set(port.label, port);
  }

  /** Evaluated at synthesis, because networks accept each other after their nodes exist. */
  file(): NodeFile {
    const { networks, inbound } = this.props;
    const others = [...this.balanced.values()].filter(({ label }) => inbound.every((port) => port.label !== label));
    const ssh = networks[0].domain.operators;
    return firewallFile({ ssh, inbound: [...inbound, ...others], accept: this.accepted() });
  }

  /** Acceptances of the node's networks and of the node itself, in the order of their names. */
  private accepted() {
    const { node, networks } = this.props;
    const neighbours = networks.map((network): Acceptance => ({ from: network, to: network, ports: undefined }));
    const all = [...(this.isClosed ? [] : neighbours), ...networks[0].domain.acceptedBy(...networks, node)];
    return all
      .flatMap(({ from, ...rest }) =>
        from === INTERNET ? [] : familiesOf({ from, ...rest }).map((family) => asAccepted(from, rest.ports, family)),
      )
      .sort((a, b) => (a.from.name < b.from.name ? -1 : 1));
  }
}

function asAccepted(from: Peer, ports: readonly Port[] | undefined, family: Family) {
  const source = from.addresses[family];
  if (source === undefined) {
    throw new Error(`${from.id} has no address of ${family}`);
  }
  return { from: source, family, comment: from.id, ports };
}
