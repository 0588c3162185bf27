import { populateProblems } from "../../platform/mysql/populate";
import { replicaProblems } from "../../platform/mysql/replica-limits";
import { accountProblems } from "../../templates/mysql/accounts";
import { settingProblems } from "../../templates/mysql/configuration";
import { serverId } from "../../templates/mysql/server-id";
import type { Node } from "../node/node";
import type { MysqlMemberProps } from "./member-props";
import type { MysqlUser } from "./replication-props";
import type { Populate } from "./steps";

/** A replication as it is asked for, its members and its file in their long forms. */
export interface CheckedReplication {
  readonly source: Node;
  readonly members: readonly MysqlMemberProps[];
  readonly database: string;
  readonly users: readonly MysqlUser[];
  readonly populate: Populate | undefined;
}

/** What a replication cannot be made from. */
export function replicationProblems(replication: CheckedReplication): (string | false)[] {
  const { source, members, database, users, populate } = replication;
  return [
    ...problemsOfMembers(source, members),
    ...accountProblems(users, database),
    ...problemsOfSettings(members),
    ...problemsOfLimits(source, members),
    ...(populate === undefined ? [] : problemsOfFile(populate, database, source, members)),
  ];
}

function problemsOfMembers(source: Node, members: readonly MysqlMemberProps[]): (string | false)[] {
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
  ];
}

function problemsOfSettings(members: readonly MysqlMemberProps[]): (string | false)[] {
  return members.flatMap(({ node, settings = {}, reseed }) => [
    ...settingProblems(settings).map((problem) => `${node.id}: ${problem}`),
    reseed !== undefined &&
      !/^[A-Za-z0-9._-]{1,64}$/.test(reseed) &&
      `reseed of ${node.id} is "${reseed}"; it takes a word of letters, digits, dots and dashes`,
  ]);
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
