import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";

/** A node with its network, its location and its plan. */
export interface NodeContext {
  readonly plan: plan.Plan;
  readonly location: plan.Location;
  readonly network: plan.Network;
  readonly node: plan.Node;
}

/** A network with its location and its plan. */
export type NetworkContext = Omit<NodeContext, "node">;

/** Finds parts of a plan by their ids, and where the ids come from. */
export class PlanIndex {
  private readonly nodes = new Map<string, NodeContext>();
  private readonly networks = new Map<string, NetworkContext>();
  private readonly groups: ReadonlyMap<string, plan.Replication>;
  private readonly members = new Map<string, NodeContext[]>();

  constructor(readonly plan: plan.Plan) {
    this.groups = new Map(plan.replications.map((group) => [group.name, group]));
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

  /** Members of a replication, by its name. */
  membersOf(group: string): readonly NodeContext[] {
    return this.members.get(group) ?? [];
  }

  /** Nodes that replicate with a node: the other members of its group. */
  peersOf({ id, mysql }: plan.Node): readonly NodeContext[] {
    return mysql === undefined ? [] : this.membersOf(mysql.group).filter(({ node }) => node.id !== id);
  }

  /** Where the name of a node's group comes from: the group's own, and the node's line that names it. */
  groupNameOf({ mysql }: plan.Node): readonly Position[] {
    return mysql === undefined ? [] : [...(this.groups.get(mysql.group)?.at.own ?? []), ...mysql.at.origins("group")];
  }

  /** Where the choice of the source comes from: the line that names it, and its id. */
  sourceOf({ source, at }: plan.Replication): readonly Position[] {
    return [...at.origins("source"), ...this.idOfNode(source)];
  }

  /** The same for its name alone. */
  nameOfSource({ source, at }: plan.Replication): readonly Position[] {
    return [...at.origins("source"), ...(this.nodes.get(source)?.node.at.own ?? [])];
  }

  private addNode(context: NodeContext): void {
    const { id, mysql } = context.node;
    this.nodes.set(id, context);
    if (mysql !== undefined) {
      const members = this.members.get(mysql.group) ?? [];
      members.push(context);
      this.members.set(mysql.group, members);
    }
  }
}
