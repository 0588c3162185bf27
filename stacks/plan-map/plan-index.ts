import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";

/** A node with all that it stands in. */
export interface NodeContext {
  readonly plan: plan.Plan;
  readonly location: plan.Location;
  readonly network: plan.Network;
  readonly node: plan.Node;
}

/** A network with the location that it stands at. */
export type NetworkContext = Omit<NodeContext, "node">;

/** Finds parts of a plan by their ids, and where the ids come from. */
export class PlanIndex {
  private readonly nodes = new Map<string, NodeContext>();
  private readonly networks = new Map<string, NetworkContext>();
  private readonly replicas = new Map<string, NodeContext[]>();

  constructor(readonly plan: plan.Plan) {
    for (const location of plan.locations) {
      for (const network of location.networks) {
        this.networks.set(network.id, { plan, location, network });
        for (const node of network.nodes) {
          this.addNode({ plan, location, network, node });
        }
      }
    }
  }

  node(id: string): NodeContext | undefined {
    return this.nodes.get(id);
  }

  network(id: string): NetworkContext | undefined {
    return this.networks.get(id);
  }

  /** Where the id of a node comes from: its name, and that of its location. */
  idOfNode(id: string): readonly Position[] {
    const context = this.nodes.get(id);
    return context === undefined ? [] : [...context.node.at.own, ...context.location.at.own];
  }

  /** Where the id of a network comes from, likewise. */
  idOfNetwork(id: string): readonly Position[] {
    const context = this.networks.get(id);
    return context === undefined ? [] : [...context.network.at.own, ...context.location.at.own];
  }

  /** Nodes that replicate with a node: the replicas of a source, the source of a replica. */
  peersOf({ id, mysql }: plan.Node): readonly NodeContext[] {
    if (mysql?.role === "replica") {
      const source = this.nodes.get(mysql.source);
      return source === undefined ? [] : [source];
    }
    return this.replicas.get(id) ?? [];
  }

  private addNode(context: NodeContext): void {
    const { id, mysql } = context.node;
    this.nodes.set(id, context);
    if (mysql?.role === "replica") {
      const others = this.replicas.get(mysql.source) ?? [];
      others.push(context);
      this.replicas.set(mysql.source, others);
    }
  }
}
