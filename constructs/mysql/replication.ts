import { Construct } from "constructs";
import { populateProblems } from "../../platform/mysql/populate";
import { replicaProblems } from "../../platform/mysql/replica-limits";
import { accountProblems } from "../../templates/mysql/accounts";
import { settingProblems } from "../../templates/mysql/configuration";
import { serverId } from "../../templates/mysql/server-id";
import { Secret } from "../identity/secret";
import { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import { freeName, refuse } from "../words/refusal";
import { MysqlMember } from "./member";
import type { MysqlMemberProps } from "./member-props";
import { addRoleStep } from "./role-step";
import {
  addCanaryStep,
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
   * Its password, as an expression. If the value changes, raise the generation of the user's name in the deployment.
   * @default - Terraform generates one
   */
  readonly password?: string;
  /**
   * Whether the previous password stops working. Otherwise it works until the next change, so that applications can
   * move from one to the other.
   * @default false
   */
  readonly discardOldPassword?: boolean;
}

export interface MysqlReplicationProps {
  /** The servers that hold the data, whatever their role. */
  readonly members: readonly (Node | MysqlMemberProps)[];
  /** The member that takes writes; all others are its replicas. */
  readonly source: Node;
  /** Name of the database. */
  readonly database: string;
  /**
   * SQL that fills the database if it is empty. The node gets it byte for byte.
   * @default - it stays empty
   */
  readonly populate?: string | Populate;
  /**
   * Password of the account that replicas log in with, as an expression of 32 characters at most. If the value changes,
   * raise the generation `replicator` of the deployment.
   * @default - Terraform generates one
   */
  readonly replicatorPassword?: string;
  /** @default - none: only somebody logged in at a node has access, without a password */
  readonly users?: readonly MysqlUser[];
}

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
    const isRefused = refuse(scope, id, [
      ...problemsOf(props.source, given, props.database, users),
      ...problemsOfLimits(props.source, given),
      ...(populate === undefined ? [] : problemsOfFile(populate, props.database, props.source, given)),
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

/** Each other member must accept whatever the current source accepts. */
function problemsOfLimits(source: Node, members: readonly MysqlMemberProps[]): string[] {
  const settings = members.find(({ node }) => node === source)?.settings ?? {};
  return members
    .filter(({ node }) => node !== source)
    .flatMap((replica) =>
      replicaProblems(settings, replica.settings ?? {}).map(
        ({ message, remedy }) => `${replica.node.id}: ${message}; ${remedy}`,
      ),
    );
}

function problemsOfFile(
  { path, bytes }: Populate,
  database: string,
  source: Node,
  members: readonly MysqlMemberProps[],
): string[] {
  const settings = members.find(({ node }) => node === source)?.settings ?? {};
  return populateProblems(bytes, { database, settings })
    .filter(({ ofReplicas }) => members.length > 1 || !ofReplicas)
    .map(({ line, column, message, remedy }) => `${path}:${line}:${column}: ${message}; ${remedy}`);
}

function problemsOf(
  source: Node,
  members: readonly MysqlMemberProps[],
  database: string,
  users: readonly MysqlUser[],
): (string | false)[] {
  const nodes = members.map(({ node }) => node);
  const repeated = (values: readonly (string | number)[]) =>
    values.findIndex((value, at) => values.indexOf(value) < at);
  const twice = repeated(nodes.map(({ id }) => id));
  const name = repeated(nodes.map(({ name }) => name.toLowerCase()));
  const number = repeated(nodes.map(({ id }) => serverId(id)));
  return [
    !nodes.includes(source) &&
      `the source ${source.id} is not a member; members are ${nodes.map(({ id }) => id).join(", ") || "none"}`,
    twice >= 0 && `${nodes[twice]?.id} is there twice; each server is one member`,
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
    ...members.flatMap(({ node, settings = {}, reseed }) => [
      ...settingProblems(settings).map((problem) => `${node.id}: ${problem}`),
      reseed !== undefined &&
        !/^[A-Za-z0-9._-]{1,64}$/.test(reseed) &&
        `reseed of ${node.id} is "${reseed}"; it takes a word of letters, digits, dots and dashes`,
    ]),
  ];
}
