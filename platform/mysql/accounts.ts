import { LOGIN_USERS } from "../images";

/** Longest name of an account, in characters. Source: https://dev.mysql.com/doc/refman/8.4/en/user-names.html */
export const USER_NAME_LENGTH = 32;

/** The account that replicas log in with. */
export const REPLICATOR = "replicator";

/**
 * Accounts that belong to a node, not to the data that it replicates: each node creates its own rows for them without
 * binary log, and comparisons of accounts exclude them. Each is an account at `localhost`. The packages of Debian and
 * Ubuntu create `debian-sys-maint` with a different password on each machine, for logrotate.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/reserved-accounts.html
 */
export const NODE_ACCOUNTS = ["root", "debian-sys-maint", "mysql.infoschema", "mysql.session", "mysql.sys"] as const;

/**
 * Names that a plan's user cannot have: existing accounts, accounts that Plumbline creates, and names that mysqld shows
 * for its own threads (a process list would not distinguish such a user). `admin` is the name of a secret in every
 * plan.
 */
export const RESERVED_USERS: readonly string[] = [
  "admin",
  "debian-sys-maint",
  "event_scheduler",
  "plumbline",
  "root",
  "system user",
  REPLICATOR,
  // whoever is logged in at a node has an account of that name; the operating system proves who it is
  ...LOGIN_USERS.map((name) => name.toLowerCase()),
];

/** Whether a name is reserved. Case does not matter; `mysql.*` belongs to the server. */
export function isReservedUser(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith("mysql.") || RESERVED_USERS.includes(lower);
}

/** The allowed names of a plan's user, in words. */
export const USER_NAME = `it takes 1 to ${USER_NAME_LENGTH} letters, digits, underscores and dashes, a letter first`;

/** Whether a name is allowed for a plan's user, apart from reserved names. */
export function isUserName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && name.length <= USER_NAME_LENGTH;
}

/** The key by which users are distinguished in names of Terraform: case and dashes do not matter. */
export function userId(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}
