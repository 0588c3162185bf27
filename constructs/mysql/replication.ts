import { Construct } from "constructs";
import { Secret } from "../identity/secret";
import { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import { freeName, refuse } from "../words/refusal";
import { MysqlMember } from "./member";
import type { MysqlMemberProps } from "./member-props";
import { replicationProblems } from "./replication-problems";
import type { MysqlReplicationProps } from "./replication-props";
import { addRoleStep } from "./role-step";
import {
  addCanaryStep,
  addLinkStep,
  addSeedStep,
  addSourceStep,
  addVerifyStep,
  type ReplicationSecrets,
} from "./steps";

/**
 * A replication group: a MySQL source and its replicas. Each member may become the source, so nothing that a member has
 * depends on its role, and each lets in from each other member what a replica needs of its source, and no more: tcp/3306,
 * tcp/22 and ICMPv6. The group is called by its id, its passwords and steps are called after it, and its firewall rules
 * after the members.
 */
export class MysqlReplication extends Construct {
  /** Password of the account that replicas log in with. */
  readonly replicator: Secret;

  constructor(scope: Construct, id: string, props: MysqlReplicationProps) {
    super(scope, freeName(scope, id, "replication"));
    const stack = Deployment.of(this);
    const users = props.users ?? [];
    const given = props.members.map(memberProps);
    const populate =
      typeof props.populate === "string" ? { path: "populate", bytes: Buffer.from(props.populate) } : props.populate;
    this.replicator = this.secret(stack, "replicator", `replicator of ${id}`, "replicator", props.replicatorPassword);
    const { source: asked, database } = props;
    const isRefused = refuse(
      scope,
      id,
      replicationProblems({ source: asked, members: given, database, users, populate }),
    );
    if (isRefused) {
      return;
    }
    const secrets: ReplicationSecrets = {
      replicator: this.replicator,
      users: users.map(({ name, rights, password, discardOldPassword = false }) => ({
        name,
        rights,
        discardOld: discardOldPassword,
        secret: this.secret(stack, `user_${name}`, `${name} at ${id}`, name, password),
      })),
    };
    const members = given.map((member) => new MysqlMember(member)).sort(byId);
    for (const member of members) {
      for (const other of members) {
        if (other !== member) {
          member.join(other);
        }
      }
      member.configure(id);
    }
    configureInTurn(members);
    const source = members.find(({ node }) => node === props.source) as MysqlMember;
    const replicas = members.filter((member) => member !== source);
    stack.outputs.contribute("replications", id, () => ({
      source: source.node.id,
      members: members.map(({ node }) => node.id),
      database: props.database,
      populated: populate !== undefined,
    }));

    const role = addRoleStep(this, members, source);
    const sourceStep = addSourceStep(this, { role, source, replicas }, secrets, {
      database: props.database,
      ...(populate && { populate }),
    });
    for (const replica of replicas) {
      // constructs of one replica are named after it
      const scope = new Construct(this, replica.node.label);
      stack.addressChanges.rename(scope, replica.node.formerLabels);
      const link = addLinkStep(scope, { replica, source, role, sourceStep }, secrets);
      const seed = addSeedStep(scope, { replica, source, link }, secrets);
      const canary = addCanaryStep(this, { replica, source, seed });
      addVerifyStep(scope, { replica, source, canary });
    }
  }

  /**
   * A password: the given one, or one that Terraform generates. `short` is the name under which the plan may raise its
   * generation.
   */
  private secret(stack: Deployment, id: string, name: string, short: string, expression?: string): Secret {
    const secret = new Secret(this, id, {
      name,
      generation: stack.generationOf(short),
      ...(expression === undefined ? {} : { expression }),
    });
    stack.outputs.contribute("passwords", name, () => secret.value.expression);
    return secret;
  }
}

function memberProps(member: Node | MysqlMemberProps): MysqlMemberProps {
  return member instanceof Node ? { node: member } : member;
}

function byId(one: MysqlMember, other: MysqlMember): number {
  return one.node.id < other.node.id ? -1 : 1;
}

/**
 * Configures one member after another, in an order that does not depend on roles: two members never restart at once.
 */
function configureInTurn(members: readonly MysqlMember[]): void {
  const [first, ...others] = members.map(({ node }) => node.contextualisation.configure).reverse();
  let before = first;
  for (const configure of others) {
    if (before !== undefined) {
      configure.wait(before);
    }
    before = configure;
  }
}
