import { Construct } from "constructs";
import { populateProblems } from "../../platform/mysql/populate";
import { replicaProblems } from "../../platform/mysql/replica-limits";
import { accountProblems } from "../../templates/mysql/accounts";
import { settingProblems } from "../../templates/mysql/configuration";
import { serverId } from "../../templates/mysql/server-id";
import { Secret } from "../identity/secret";
import { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import { freeId, refuse } from "../words/refusal";
import { MysqlMember } from "./member";
import type { MysqlMemberProps } from "./member-props";
import {
  addLinkStep,
  addSeedStep,
  addSourceStep,
  addVerifyStep,
  type Populate,
  type ReplicationSecrets,
} from "./steps";

/** An account of the database. */
export interface MysqlUser {
  readonly name: string;
  /** Privileges on the database, upper case, e.g. `SELECT`; `ALL` for all of them. */
  readonly rights: readonly string[];
  /**
   * Its password, as an expression. Where its value changes, raise the generation of the user's name in the deployment.
   * @default - Terraform makes one
   */
  readonly password?: string;
  /**
   * Whether the password before the present one ends. Else it goes on until the next one comes, so that applications can
   * be moved from one to the other.
   * @default false
   */
  readonly discardOldPassword?: boolean;
}

export interface MysqlReplicationProps {
  readonly source: Node | MysqlMemberProps;
  readonly replicas: readonly (Node | MysqlMemberProps)[];
  /** Name of the database. */
  readonly database: string;
  /**
   * SQL that fills the database where it is empty; it goes to the node to the byte.
   * @default - it stays empty
   */
  readonly populate?: string | Populate;
  /**
   * Password of the account that replicas log in with, as an expression of 32 characters at the most. Where its value
   * changes, raise the generation `replicator` of the deployment.
   * @default - Terraform makes one
   */
  readonly replicatorPassword?: string;
  /** @default - only who is logged in at the nodes themselves, without a password */
  readonly users?: readonly MysqlUser[];
}

/**
 * A MySQL source and its replicas. It opens the firewall for what they need and no more: from each replica to the source
 * tcp/3306 and tcp/22, ICMPv6 both ways.
 */
export class MysqlReplication extends Construct {
  /** Password of the account that replicas log in with. */
  readonly replicator: Secret;

  constructor(scope: Construct, id: string, props: MysqlReplicationProps) {
    super(scope, freeId(scope, id));
    const stack = Deployment.of(this);
    const users = props.users ?? [];
    const [source, ...replicas] = [props.source, ...props.replicas].map(memberProps) as [
      MysqlMemberProps,
      ...MysqlMemberProps[],
    ];
    const populate =
      typeof props.populate === "string" ? { path: "populate", bytes: Buffer.from(props.populate) } : props.populate;
    this.replicator = this.secret(
      stack,
      "replicator",
      `replicator of ${source.node.id}`,
      "replicator",
      props.replicatorPassword,
    );
    const isRefused = refuse(scope, id, [
      ...problemsOf(source, replicas, props.database, users),
      ...replicas.flatMap((replica) => problemsOfLimits(source, replica)),
      ...(populate === undefined ? [] : problemsOfFile(populate, props.database, source, replicas.length > 0)),
    ]);
    if (isRefused) {
      return;
    }
    const secrets: ReplicationSecrets = {
      replicator: this.replicator,
      users: users.map(({ name, rights, password, discardOldPassword = false }) => ({
        name,
        rights,
        discardOld: discardOldPassword,
        secret: this.secret(stack, `user_${name}`, `${name} at ${source.node.id}`, name, password),
      })),
    };
    const sourceMember = new MysqlMember({ ...source, role: "source" });
    const replicaMembers = replicas.map((replica) => new MysqlMember({ ...replica, role: "replica" }));
    for (const replica of replicaMembers) {
      replica.follow(sourceMember);
      // a setting that needs a restart is proven at the replicas first, and never do both restart at once
      sourceMember.node.contextualisation.configure.wait(replica.node.contextualisation.configure);
    }
    const data = { database: props.database, populated: populate !== undefined };
    for (const member of [sourceMember, ...replicaMembers]) {
      member.configure(data);
    }

    const sourceStep = addSourceStep(sourceMember, replicaMembers, secrets, {
      database: props.database,
      ...(populate && { populate }),
    });
    for (const replica of replicaMembers) {
      const link = addLinkStep(replica, sourceMember, sourceStep, secrets);
      const seed = addSeedStep(replica, sourceMember, link, secrets);
      addVerifyStep(replica, sourceMember, seed);
    }
  }

  /** A password whose generation the plan may raise by a short name; one that is given, or Terraform's. */
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

function problemsOfLimits(source: MysqlMemberProps, replica: MysqlMemberProps): string[] {
  return replicaProblems(source.settings ?? {}, replica.settings ?? {}).map(
    ({ message, remedy }) => `${replica.node.id}: ${message}; ${remedy}`,
  );
}

function problemsOfFile(
  { path, bytes }: Populate,
  database: string,
  { settings = {} }: MysqlMemberProps,
  isReplicated: boolean,
): string[] {
  return populateProblems(bytes, { database, settings })
    .filter(({ ofReplicas }) => isReplicated || !ofReplicas)
    .map(({ line, column, message, remedy }) => `${path}:${line}:${column}: ${message}; ${remedy}`);
}

function problemsOf(
  source: MysqlMemberProps,
  replicas: readonly MysqlMemberProps[],
  database: string,
  users: readonly MysqlUser[],
) {
  const nodes = [source, ...replicas].map(({ node }) => node);
  const repeated = (values: readonly (string | number)[]) =>
    values.findIndex((value, at) => values.indexOf(value) < at);
  const twice = repeated(nodes.map(({ id }) => id));
  const name = repeated(nodes.map(({ name }) => name.toLowerCase()));
  const number = repeated(nodes.map(({ id }) => serverId(id)));
  return [
    twice >= 0 && `${nodes[twice]?.id} is there twice; each server has one role`,
    twice < 0 && name >= 0 && `two servers are called ${nodes[name]?.name}; they find each other by name: rename one`,
    ...nodes.map(
      ({ id, holdsDatabase }) => holdsDatabase && `${id} is in another replication already; take another node`,
    ),
    ...nodes.map(
      ({ id, isContextualised }) =>
        !isContextualised &&
        `no step runs on ${id}, which is not contextualised; have it contextualised, or take another node`,
    ),
    twice < 0 &&
      number >= 0 &&
      `the server_id of ${nodes[number]?.id}, made from its name, is taken by another server; rename the node`,
    ...accountProblems(users, database),
    ...[source, ...replicas].flatMap(({ node, settings = {}, reseed }, index) => [
      ...settingProblems(index === 0 ? "source" : "replica", settings).map((problem) => `${node.id}: ${problem}`),
      reseed !== undefined &&
        !/^[A-Za-z0-9._-]{1,64}$/.test(reseed) &&
        `reseed of ${node.id} is "${reseed}"; it takes a word of letters, digits, dots and dashes`,
    ]),
  ];
}
