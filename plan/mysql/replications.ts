import * as v from "valibot";
import { isReservedSchema } from "../../platform/mysql/schemas";
import type { Place, Position } from "../findings/diagnostic";
import { type Findings, NOT_SUPPORTED } from "../findings/findings";
import type { KnownNode, Names } from "../names/names";
import type { MysqlUser } from "../plan";
import { check } from "../shape/check";
import { textForm } from "../shape/json-schema";
import { namesHint } from "../shape/nearest";
import { anything, notation, section, text } from "../shape/schema";
import { show } from "../shape/words";
import { placeOf } from "../yaml/places";
import { get, type Tree } from "../yaml/tree";
import { checkFormerGroups, readFormerGroups } from "./former-groups";
import { readUsers } from "./users";
import { GROUP_FORM, GROUP_NAME, NOT_YET } from "./words";

export const REPLICATION = section(
  "a replication",
  {
    source: notation(parseSource, textForm("::", "a location and a node, such as EU6::sql1")),
    databases: v.unknown(),
    users: anything,
    was: anything,
  },
  NOT_YET,
  { source: "EU6::sql1", databases: "{db01: {populate: persons.sql}}" },
);

export const DATABASE = section("a database", { populate: v.optional(text("populate")) });
const DATABASE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;

function parseSource(written: unknown): { value: string } | { message: string } {
  if (Array.isArray(written)) {
    return { message: `a replication has one source; ${written.length} are given` };
  }
  return typeof written === "string" && written.includes("::")
    ? { value: written }
    : { message: `source is ${show(written)}; it takes a location and a node, e.g. EU6::sql1` };
}

/**
 * A group, as the settings define it; the nodes say which of them are its members. A part with an error is undefined.
 */
export interface ReadReplication {
  readonly name: string;
  readonly formerNames: readonly string[];
  readonly at: Position;
  readonly source: { readonly node: KnownNode; readonly at: Position } | undefined;
  readonly database: ReadDatabase | undefined;
  readonly users: readonly MysqlUser[];
  /** Whether the group has `users`, even if they have errors. */
  readonly hasUsers: boolean;
}

export interface ReadDatabase {
  readonly name: string;
  readonly at: Position;
  readonly populate?: { readonly path: string; readonly at: Position };
}

/** `replications` of the settings: groups by name. */
export function readReplications(
  tree: Tree | undefined,
  names: Names,
  findings: Findings,
): ReadonlyMap<string, ReadReplication> {
  const groups = new Map<string, ReadReplication>();
  const renamed: Parameters<typeof checkFormerGroups>[0][number][] = [];
  if (tree === undefined || tree.kind === "poison") {
    return groups;
  }
  if (tree.kind !== "mapping") {
    findings.error(tree.at, "`replications` is a mapping from names of groups to what they are", GROUP_FORM);
    return groups;
  }
  for (const [name, { key, value }] of tree.entries) {
    if (!GROUP_NAME.test(name)) {
      findings.error(
        key,
        `"${name}" is no name of a replication`,
        "it takes lower-case letters, digits and dashes, at most 32, a letter first",
      );
    }
    const former = readFormerGroups(get(value, "was"), findings);
    renamed.push({ name, former, at: key });
    const formerNames = former.map((one) => one.name);
    groups.set(name, { ...readReplication(name, value, key, names, findings), formerNames });
  }
  checkFormerGroups(renamed, findings);
  return groups;
}

function readReplication(
  name: string,
  tree: Tree,
  at: Position,
  names: Names,
  findings: Findings,
): Omit<ReadReplication, "formerNames"> {
  const part = check(REPLICATION, tree, at, findings);
  const users = get(tree, "users");
  const databases = get(tree, "databases");
  const database = databases && readDatabase(databases, findings);
  const known = databases?.kind === "mapping" ? [...databases.entries.keys()] : undefined;
  const source = part && names.node(part.value.source, undefined, part.at("source"), "`source`");
  return {
    name,
    at,
    source: source && part && { node: source, at: part.at("source") },
    database,
    users: readUsers(users, known, findings),
    hasUsers: users !== undefined,
  };
}

function readDatabase(tree: Tree, findings: Findings): ReadDatabase | undefined {
  if (tree.kind === "poison") {
    return undefined;
  }
  if (tree.kind !== "mapping" || tree.entries.size === 0) {
    findings.error(
      tree.at,
      "`databases` is a mapping from names of databases to what fills them",
      "db01: {populate: persons.sql}",
    );
    return undefined;
  }
  const [[name, { key, value }], second] = [...tree.entries] as [
    [string, { key: Position; value: Tree }],
    [string, { key: Position }] | undefined,
  ];
  if (second !== undefined) {
    findings.unsupported(
      second[1].key,
      `a second database in a replication ${NOT_SUPPORTED}`,
      "not yet: give it a group of its own",
    );
  }
  if (!DATABASE_NAME.test(name)) {
    findings.error(
      key,
      `the database is "${name}"; it takes letters, digits and underscores, at most 64, a letter first`,
    );
    return undefined;
  }
  if (isReservedSchema(name)) {
    findings.error(key, `the database ${name} is not yours to use: it belongs to the server`);
  }
  if (value.kind === "scalar" && value.value === null) {
    return { name, at: key };
  }
  const part = check(DATABASE, value, key, findings);
  const populate = part?.value.populate;
  return (
    part && { name, at: key, ...(populate !== undefined && { populate: { path: populate, at: part.at("populate") } }) }
  );
}

/** The place of a group, in which each part with a line of its own has a name: `source`, `database`, `populate`. */
export function placeOfGroup({ at, source, database }: ReadReplication): Place {
  const said: readonly (readonly [string, Position | undefined])[] = [
    ["source", source?.at],
    ["database", database?.at],
    ["populate", database?.populate?.at],
  ];
  const entries = said.flatMap(([name, where]): [string, { key: Position; value: Tree }][] =>
    where === undefined ? [] : [[name, { key: where, value: { kind: "scalar", value: name, at: where } }]],
  );
  return placeOf({ kind: "mapping", entries: new Map(entries), at }, at);
}

/** The group that a node names; reports an unknown one. */
export function findReplication(
  groups: ReadonlyMap<string, ReadReplication>,
  name: string,
  at: Position,
  findings: Findings,
): ReadReplication | undefined {
  const group = groups.get(name);
  if (group === undefined) {
    findings.error(
      at,
      `unknown replication "${name}" in \`mysql\``,
      ...(groups.size === 0
        ? [`say what it is in the settings: ${GROUP_FORM.replace("sql:", `${name}:`)}`]
        : namesHint("replications in the settings", name, [...groups.keys()])),
    );
  }
  return group;
}
