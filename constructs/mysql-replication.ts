import { Construct } from "constructs";
import { populateProblems } from "../platform/mysql/populate";
import { accountProblems } from "../templates/mysql/accounts";
import { settingProblems } from "../templates/mysql/configuration";
import { serverId } from "../templates/mysql/server-id";
import type { MysqlClient } from "./mysql-client";
import { MysqlMember } from "./mysql-member";
import {
  addLinkStep,
  addSeedStep,
  addSourceStep,
  addVerifyStep,
  type Populate,
  type ReplicationSecrets,
} from "./mysql-steps";
import { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import { refuse } from "./refusal";
import { Secret } from "./secret";

/** An account of the database. */
export interface MysqlUser {
  readonly name: string;
  /** Privileges on the database, upper case, e.g. `SELECT`; `ALL` for all of them. */
  readonly rights: readonly string[];
  /**
   * Whether the password before the present one ends. Else it goes on until the next one comes, so that applications can
   * be moved from one to the other.
   * @default false
   */
  readonly discardOldPassword?: boolean;
}

/** A node with what is said of its database server alone. */
export interface MysqlMemberProps {
  readonly node: Node;
  /**
   * Options of mysqld, e.g. `{ max_connections: "500" }`.
   * @default - none
   */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Networks that may connect as one of the users.
   * @default - none
   */
  readonly clients?: readonly MysqlClient[];
  /**
   * A word that was not used here before makes a replica give up its data and load them anew, even those that the source
   * does not know.
   * @default - data that the source does not know are never given up
   */
  readonly reseed?: string;
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
  /** @default - only `ubuntu` at the nodes themselves, without a password */
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
    super(scope, id);
    const stack = PlumblineStack.ofConstruct(this);
    const users = props.users ?? [];
    const [source, ...replicas] = [props.source, ...props.replicas].map(memberProps) as [
      MysqlMemberProps,
      ...MysqlMemberProps[],
    ];
    const populate =
      typeof props.populate === "string" ? { path: "populate", bytes: Buffer.from(props.populate) } : props.populate;
    refuse(scope, id, [
      ...problemsOf(source, replicas, props.database, users),
      ...(populate === undefined ? [] : problemsOfFile(populate, props.database, source, replicas.length > 0)),
    ]);

    this.replicator = this.secret(stack, "replicator", `replicator of ${source.node.id}`, "replicator");
    const secrets: ReplicationSecrets = {
      replicator: this.replicator,
      users: users.map(({ name, rights, discardOldPassword = false }) => ({
        name,
        rights,
        discardOld: discardOldPassword,
        secret: this.secret(stack, `user_${name}`, `${name} at ${source.node.id}`, name),
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
    for (const member of [sourceMember, ...replicaMembers]) member.configure(data);

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

  /** A password whose generation the plan may raise by a short name. */
  private secret(stack: PlumblineStack, id: string, name: string, short: string): Secret {
    const secret = new Secret(this, id, { name, generation: stack.generationOf(short) });
    stack.registerSecret(secret);
    return secret;
  }
}

function memberProps(member: Node | MysqlMemberProps): MysqlMemberProps {
  return member instanceof Node ? { node: member } : member;
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
