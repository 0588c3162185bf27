import * as v from "valibot";
import { optionName } from "../../platform/mysql/option-names";
import { replicaProblems } from "../../platform/mysql/replica-limits";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation, Names } from "../names/names";
import type { MysqlMember, Node, Replication } from "../plan";
import { check } from "../shape/check";
import { anything, matching, section, text } from "../shape/schema";
import type { ReadBytes } from "../texts/file";
import { placeOf } from "../yaml/places";
import { entryOf, get, type Tree } from "../yaml/tree";
import { readClients } from "./clients";
import { readPopulate } from "./populate";
import { findReplication, placeOfGroup, type ReadReplication } from "./replications";
import { readMysqlSettings } from "./settings";
import { GROUP_FORM, NOT_YET } from "./words";

/** Hint for keys that nodes had before groups existed. */
const OF_GROUPS = `that is a group's, in the settings: ${GROUP_FORM}; each member says its name: \`mysql: sql\``;

export const MEMBER = section(
  "`mysql` of a node",
  {
    group: text("group"),
    clients: anything,
    settings: anything,
    reseed: v.optional(matching("reseed", /^[A-Za-z0-9._-]{1,64}$/, "a word of letters, digits, dots and dashes")),
  },
  {
    ...NOT_YET,
    ...Object.fromEntries(["role", "source", "database", "populate", "users"].map((key) => [key, OF_GROUPS])),
  },
  { group: "sql" },
);

/** Turns `mysql: NAME` into the long form, so that both forms merge with the directives of a class. */
export function longMember(tree: Tree): Tree {
  const entry = entryOf(tree, "mysql");
  if (tree.kind !== "mapping" || entry?.value.kind !== "scalar" || entry.value.value === null) {
    return tree;
  }
  const { value: name } = entry;
  const value: Tree = { kind: "mapping", entries: new Map([["group", { key: name.at, value: name }]]), at: name.at };
  return { ...tree, entries: new Map([...tree.entries, ["mysql", { ...entry, value }]]) };
}

/** Reads `mysql` of nodes, and joins them to the groups of the settings. */
export class MysqlReader {
  /** Place of an option in a member's settings; otherwise the place where its `mysql` is named. */
  private readonly placesOfOptions = new Map<MysqlMember, (option: string | undefined) => Position>();

  public constructor(
    private readonly groups: ReadonlyMap<string, ReadReplication>,
    private readonly names: Names,
    private readonly findings: Findings,
    private readonly readBytes: (path: string, limit: number) => ReadBytes,
  ) {}

  /** A node's membership in a replication; `at` is where `mysql` is named. Undefined after an error. */
  public read(tree: Tree, at: Position, location: KnownLocation): MysqlMember | undefined {
    const part = check(MEMBER, tree, at, this.findings);
    const clients = readClients(get(tree, "clients"), location, this.names, this.findings);
    const settings = readMysqlSettings(get(tree, "settings"), this.findings);
    if (part === undefined) {
      return undefined;
    }
    const group = findReplication(this.groups, part.value.group, part.at("group"), this.findings);
    if (group !== undefined && clients.length > 0 && !group.hasUsers) {
      this.findings.warning(
        get(tree, "clients")?.at ?? at,
        `clients may connect but ${group.name} has no \`users\` to connect as`,
      );
    }
    const { reseed } = part.value;
    if (group === undefined) {
      return undefined;
    }
    const member = { group: group.name, clients, settings, ...(reseed && { reseed }), at: placeOf(tree, at) };
    this.placesOfOptions.set(member, (option) => keyOf(tree, option) ?? at);
    return member;
  }

  /**
   * The groups with their members. Call it after all nodes are read.
   * @param unreadable ids of nodes with errors: what they would have set is not reported as missing
   */
  public finish(nodes: readonly Node[], unreadable: ReadonlySet<string>): Replication[] {
    return [...this.groups.values()].flatMap((group) => this.join(group, nodes, unreadable) ?? []);
  }

  private join(
    group: ReadReplication,
    nodes: readonly Node[],
    unreadable: ReadonlySet<string>,
  ): Replication | undefined {
    const { name, formerNames, source, database, users, at } = group;
    const members = nodes.filter(({ mysql }) => mysql?.group === name);
    const first = members.find(({ id }) => id === source?.node.id);
    if (source !== undefined && first === undefined && !unreadable.has(source.node.id)) {
      const other = nodes.find(({ id }) => id === source.node.id)?.mysql?.group;
      this.findings.error(
        source.at,
        `the source ${source.node.id} is not a member of ${name}${other === undefined ? "" : `: it is one of ${other}`}`,
        `each member says so: \`mysql: ${name}\` at the node; members: ${members.map(({ id }) => id).join(", ") || "none"}`,
      );
      return undefined;
    }
    if (source === undefined || first?.mysql === undefined || database === undefined) {
      return undefined;
    }
    if (first.mysql.reseed !== undefined) {
      this.findings.warning(
        first.mysql.at,
        `reseed of ${first.id} says nothing while it is the source, and counts once it is a replica`,
        "leave it out",
      );
    }
    if (members.length === 1 && unreadable.size === 0) {
      this.findings.warning(at, `the replication ${name} has no replica: ${first.id} is its only member`);
    }
    this.checkLimits(first.mysql, members);
    const { populate } = database;
    const target = { database: database.name, settings: first.mysql.settings };
    const read = populate && readPopulate(populate.path, populate.at, target, this.readBytes, this.findings);
    if (members.length > 1) {
      read?.tellReplicated();
    }
    return {
      name,
      formerNames,
      source: first.id,
      database: database.name,
      ...(read?.file && { populate: read.file }),
      users,
      at: placeOfGroup(group),
    };
  }

  /** Each other member must accept whatever the current source accepts. */
  private checkLimits(source: MysqlMember, members: readonly Node[]): void {
    for (const { mysql } of members) {
      if (mysql === undefined || mysql === source) {
        continue;
      }
      for (const { option, message, remedy } of replicaProblems(source.settings, mysql.settings)) {
        this.findings.error(this.placesOfOptions.get(mysql)?.(option) ?? mysql.at, message, remedy);
      }
    }
  }
}

/** Place of an option in `settings`. */
function keyOf(tree: Tree, option: string | undefined): Position | undefined {
  const settings = get(tree, "settings");
  return settings?.kind === "mapping"
    ? [...settings.entries].find(([written]) => optionName(written) === option)?.[1].key
    : undefined;
}
