import { firewallFile } from "../templates/firewall";
import type { NodeFile } from "../templates/node-file";
import type { Network } from "./network";
import type { Node } from "./node";
import type { Port } from "./port";
import { shown, type Value, variableOf } from "./value";

/** IPv6 traffic that the node's own firewall lets in. */
export interface NodeAcceptance {
  /** For the comment, e.g. `NA9::slave-sql`. */
  readonly from: string;
  /** For the variable, e.g. `NA9_slave_sql`. */
  readonly label: string;
  /** Address or range. */
  readonly source: Value;
  /** Undefined: everything. */
  readonly ports: readonly Port[] | undefined;
}

/** The same, for one family of addresses, under the name of its variable. */
type Accepted = Omit<NodeAcceptance, "label"> & { readonly variable: string; readonly family: "ipv6" | "ipv4" };

/** The firewall on a node itself, which repeats what the platform's rules say and judges the node's neighbours too. */
export class NodeFirewall {
  private readonly acceptances: NodeAcceptance[] = [];
  private isClosed = false;

  constructor(private readonly owner: Node) {}

  /** Keeps the other nodes of the network out too, which the platform's firewall never does. */
  closeToNeighbours(): void {
    this.isClosed = true;
  }

  /** Lets traffic in. */
  accept(acceptance: NodeAcceptance): void {
    this.acceptances.push(acceptance);
  }

  /** Rendered when the stack is synthesized, since networks accept each other after their nodes are made. */
  file(): NodeFile {
    return firewallFile({
      ssh: this.owner.location.operators,
      inbound: this.owner.inbound.map(({ protocol, begin, end }) => ({ protocol, begin, end })),
      accept: this.all().map(({ variable, from, ports, family }) => ({
        from: variable,
        family,
        comment: from,
        everything: ports === undefined,
        icmp: ports?.some(({ protocol }) => protocol === "icmp") ?? true,
        ports: (ports ?? []).flatMap(({ protocol, begin, end }) =>
          protocol === "icmp" ? [] : [{ protocol, begin, end }],
        ),
      })),
    });
  }

  /** The addresses and ranges that the file has variables for. */
  values(): Readonly<Record<string, Value>> {
    return Object.fromEntries(this.all().map(({ variable, source }) => [variable, source]));
  }

  /** What the node's network accepts and what the node itself does, in the order of their names. */
  private all(): Accepted[] {
    const { network, location } = this.owner;
    const ofNetwork = network.acceptances.flatMap(({ other, ports }) =>
      // private IPv4 is routed within a network domain only
      rangesOf(other, other.location === location ? ["ipv6", "ipv4"] : ["ipv6"], ports),
    );
    const ofNeighbours = this.isClosed ? [] : rangesOf(network, ["ipv6", "ipv4"], undefined);
    const own = this.acceptances.map((one) => ({
      ...one,
      family: "ipv6" as const,
      variable: variableOf(one.label, "accepted"),
    }));
    return [...ofNeighbours, ...ofNetwork, ...own].sort((a, b) => (a.variable < b.variable ? -1 : 1));
  }
}

/** What is let in from a network, over each family of addresses. */
function rangesOf(
  network: Network,
  families: readonly Accepted["family"][],
  ports: readonly Port[] | undefined,
): Accepted[] {
  const from = `${network.location.node.id}::${network.name}`;
  return families.map((family) => ({
    from,
    ports,
    family,
    source: shown(`${family} range of ${from}`, network[family]),
    variable: variableOf(from, `${family}_range`),
  }));
}
