import type { Place } from "../findings/diagnostic";

/** A replication group: a source and its replicas. Its members are the nodes that name it. */
export interface Replication {
  readonly name: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  /** Id of the member that takes writes, `LOCATION::NAME`. */
  readonly source: string;
  readonly database: string;
  /** An SQL file that fills an empty database: its path as in the plan, and its bytes. */
  readonly populate?: { readonly path: string; readonly bytes: Uint8Array };
  readonly users: readonly MysqlUser[];
  /** Place of its name, and of `source`, `database` and `populate`. */
  readonly at: Place;
}

/** A node as a member of a replication, whatever its role. */
export interface MysqlMember {
  /** Name of the replication. */
  readonly group: string;
  /** A word that was not used here before makes the member discard its data and load them again. */
  readonly reseed?: string;
  readonly clients: readonly MysqlClient[];
  /** Options of mysqld: lower case with underscores, checked against MySQL 9.7. */
  readonly settings: Readonly<Record<string, string>>;
  readonly at: Place;
}

/** An account with its rights. */
export interface MysqlUser {
  readonly name: string;
  /** Privileges on the plan's database, upper case, e.g. `SELECT`, `INSERT`; `ALL` for all of them. */
  readonly rights: readonly string[];
}

/**
 * A network that may connect over IPv6 as one of the users: one of the plan's (its id, `LOCATION::NAME`), or an IPv6
 * range in CIDR form whose prefix is a multiple of 16 (an account's host is matched as text, group by group).
 */
export type MysqlClient = { readonly network: string } | { readonly cidr: string };
