import * as v from "valibot";
import { optionName } from "../../platform/mysql/option-names";
import { replicaProblems } from "../../platform/mysql/replica-limits";
import { isReservedSchema } from "../../platform/mysql/schemas";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation, Names } from "../names/names";
import type { MysqlReplica, MysqlSource } from "../plan";
import { check } from "../shape/check";
import { anything, matching, notation, section, text, word } from "../shape/schema";
import { show } from "../shape/words";
import type { ReadBytes } from "../texts/file";
import { placeOf } from "../yaml/places";
import { get, type Tree } from "../yaml/tree";
import { readClients } from "./clients";
import { readPopulate } from "./populate";
import { readMysqlSettings } from "./settings";
import { readUsers } from "./users";

const ROLES = ["source", "replica"] as const;

const ROLE = section("`mysql`", { role: word("role", ROLES) });

const SOURCE = section("`mysql` of a source", {
  role: anything,
  database: matching(
    "database",
    /^[A-Za-z][A-Za-z0-9_]{0,63}$/,
    "letters, digits and underscores, at most 64, a letter first",
  ),
  populate: v.optional(text("populate")),
  users: anything,
  clients: anything,
  settings: anything,
});

const REPLICA = section("`mysql` of a replica", {
  role: anything,
  source: notation(parseSource),
  clients: anything,
  settings: anything,
  reseed: v.optional(matching("reseed", /^[A-Za-z0-9._-]{1,64}$/, "a word of letters, digits, dots and dashes")),
});

function parseSource(written: unknown): { value: string } | { message: string } {
  if (Array.isArray(written)) {
    return { message: `a replica has one source; ${written.length} are given` };
  }
  return typeof written === "string"
    ? { value: written }
    : { message: `source is ${show(written)}; it takes the name of a node, e.g. EU6::master-sql` };
}

/** The settings of a replica, held against its source's once that is read. */
interface Following {
  readonly source: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Where `settings` has an option; else where `mysql` is named. */
  readonly placeOf: (option: string | undefined) => Position;
}

/** Reads `mysql` of nodes. */
export class MysqlReader {
  /** Ids of the nodes that replicas name as their source. */
  private readonly replicated = new Set<string>();
  /** By the id of a source: what is told only where it has replicas, which may stand behind it in the plan. */
  private readonly ofReplicated = new Map<string, () => void>();
  /** Settings of sources, by their ids. */
  private readonly sources = new Map<string, Readonly<Record<string, string>>>();
  private readonly following: Following[] = [];

  public constructor(
    private readonly names: Names,
    private readonly findings: Findings,
    private readonly readBytes: (path: string, limit: number) => ReadBytes,
  ) {}

  /** What a node does for replication; `at` is where `mysql` is named. Undefined where something in it is wrong. */
  public read(tree: Tree, at: Position, node: string, location: KnownLocation): MysqlSource | MysqlReplica | undefined {
    const only = new Map(tree.kind === "mapping" ? [...tree.entries].filter(([key]) => key === "role") : []);
    const role = check(ROLE, tree.kind === "mapping" ? { ...tree, entries: only } : tree, at, this.findings)?.value
      .role;
    return role === undefined
      ? undefined
      : role === "source"
        ? this.source(tree, at, node, location)
        : this.replica(tree, at, node, location);
  }

  /** Tells what only matters where a database has replicas; all nodes are read by then. */
  public finish(): void {
    for (const [source, tell] of this.ofReplicated) {
      if (this.replicated.has(source)) {
        tell();
      }
    }
    for (const { source, settings, placeOf } of this.following) {
      for (const { option, message, remedy } of replicaProblems(this.sources.get(source) ?? {}, settings)) {
        this.findings.error(placeOf(option), message, remedy);
      }
    }
  }

  private source(tree: Tree, at: Position, node: string, location: KnownLocation): MysqlSource | undefined {
    const part = check(SOURCE, tree, at, this.findings);
    const users = readUsers(get(tree, "users"), this.findings);
    const clients = readClients(get(tree, "clients"), location, this.names, this.findings);
    const settings = readMysqlSettings(get(tree, "settings"), this.findings);
    if (clients.length > 0 && users.length === 0 && get(tree, "users") === undefined) {
      this.findings.warning(
        get(tree, "clients")?.at ?? at,
        "clients may connect but there are no `users` to connect as",
      );
    }
    if (part === undefined) {
      return undefined;
    }
    const { database, populate } = part.value;
    if (isReservedSchema(database)) {
      this.findings.error(
        part.at("database"),
        `the database ${database} is not yours to use: it belongs to the server`,
      );
    }
    const read =
      populate === undefined
        ? undefined
        : readPopulate(populate, part.at("populate"), { database, settings }, this.readBytes, this.findings);
    const id = location.nodes.get(node)?.id;
    if (id !== undefined) {
      this.sources.set(id, settings);
    }
    if (read !== undefined && id !== undefined) {
      this.ofReplicated.set(id, read.tellReplicated);
    }
    return {
      role: "source",
      database,
      ...(read?.file && { populate: read.file }),
      users,
      clients,
      settings,
      at: placeOf(tree, at),
    };
  }

  private replica(tree: Tree, at: Position, node: string, location: KnownLocation): MysqlReplica | undefined {
    const part = check(REPLICA, tree, at, this.findings);
    const clients = readClients(get(tree, "clients"), location, this.names, this.findings);
    const settings = readMysqlSettings(get(tree, "settings"), this.findings);
    if (part === undefined) {
      return undefined;
    }
    const where = part.at("source");
    const source = this.names.node(part.value.source, location, where, "`source`");
    if (source?.location === location && source.name === node) {
      this.findings.error(where, `${node} is named as its own source`);
      return undefined;
    }
    if (source !== undefined) {
      this.replicated.add(source.id);
      this.following.push({ source: source.id, settings, placeOf: (option) => keyOf(tree, option) ?? at });
    }
    const { reseed } = part.value;
    return (
      source && {
        role: "replica",
        source: source.id,
        clients,
        settings,
        ...(reseed && { reseed }),
        at: placeOf(tree, at),
      }
    );
  }
}

/** Where `settings` has an option. */
function keyOf(tree: Tree, option: string | undefined): Position | undefined {
  const settings = get(tree, "settings");
  return settings?.kind === "mapping"
    ? [...settings.entries].find(([written]) => optionName(written) === option)?.[1].key
    : undefined;
}
