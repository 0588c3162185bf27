import { Construct } from "constructs";
import { MysqlReplication } from "../../constructs/mysql/replication";
import { allNodesOf } from "../../plan/nodes";
import type * as plan from "../../plan/plan";
import { ReplicationOrigin } from "../plan-map/replication-origin";
import type { FittingsContext } from "./context";
import type { Parts } from "./parts";

/** Groups have their own scope: a group may have the same name as a location, or as anything else in the stack. */
export function addReplications({ deployment, index, parts, placement, plan: fittings, stack }: FittingsContext): void {
  const scope = new Construct(stack, "replication");
  const nodes = allNodesOf(fittings);
  for (const group of fittings.replications) {
    const { name, source, database, populate, at } = group;
    const members = nodes.flatMap((node) => (node.mysql?.group === name ? [memberOf(node.id, node.mysql, parts)] : []));
    const discards = (user: string) => fittings.discarded.includes(user);
    const users = group.users.map((user) => ({ ...user, discardOldPassword: discards(user.name) }));
    const props = { members, source: parts.node(source), database, users, ...(populate ? { populate } : {}) };
    const made = placement.placed(at, () => new MysqlReplication(scope, name, props));
    deployment.addressChanges.rename(made, group.formerNames);
    deployment.planMap.describe(made, new ReplicationOrigin(group, index));
  }
}

function memberOf(id: string, { settings, reseed, clients }: plan.MysqlMember, parts: Parts) {
  return {
    node: parts.node(id),
    settings,
    ...(reseed === undefined ? {} : { reseed }),
    clients: clients.map((client) =>
      "network" in client ? { network: parts.network(client.network) } : { cidr: client.cidr },
    ),
  };
}
