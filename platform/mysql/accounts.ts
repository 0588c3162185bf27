import { LOGIN_USERS } from "../images";

/** Longest name of an account, in characters. Source: https://dev.mysql.com/doc/refman/8.4/en/user-names.html */
export const USER_NAME_LENGTH = 32;

/** The account that replicas log in with. */
export const REPLICATOR = "replicator";

/**
 * Accounts that belong to a node, not to the data that it replicates: each node has rows of its own for them, set without
 * binary log, and a comparison of accounts leaves them out. Each is an account at `localhost`.
 * Sources: https://dev.mysql.com/doc/refman/8.4/en/reserved-accounts.html; `debian-sys-maint` is made by Debian's and
 * Ubuntu's packages, with a password of its own on each machine, which logrotate uses.
 */
export const NODE_ACCOUNTS = ["root", "debian-sys-maint", "mysql.infoschema", "mysql.session", "mysql.sys"] as const;

/**
 * Names that a plan's user cannot have: accounts that are there already, that Plumbline makes, and names that mysqld
 * shows for its own threads (a process list would not tell such a user from them). `admin` names a secret of every plan.
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

/** Whether a plan's user may not be called so. Capitals make no difference; all of `mysql.*` is the server's own. */
export function isReservedUser(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith("mysql.") || RESERVED_USERS.includes(lower);
}

/** What a plan's user may be called, in words. */
export const USER_NAME = `it takes 1 to ${USER_NAME_LENGTH} letters, digits, underscores and dashes, a letter first`;

/** Whether a plan's user may be called so, reserved names aside. */
export function isUserName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(name) && name.length <= USER_NAME_LENGTH;
}

/** What tells users apart in names of Terraform and in people's heads: capitals and dashes make no difference. */
export function userId(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}
