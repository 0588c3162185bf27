import type { TokenReader } from "./names";

/** What an SQL file that fills one database cannot do, and what to do instead. */
export interface Outside {
  /** Index of the token to point to. */
  readonly at: number;
  readonly what: string;
  readonly remedy: string;
}

const LEAVE_OUT = "leave it out";
const ACCOUNTS = "accounts are not in it: list them in `users` of the plan, or make them by hand";
const SERVER = "what the whole server does is in `settings` of the plan; leave it out";
const REPLICATION =
  "replication is set up by the steps; write the dump without --source-data (or with --source-data=2)";
const FILES = "only what stands in the file itself goes to the node: put the rows into it as INSERT";
const CLIENT = "it is an order to the client `mysql`, not SQL; leave it out";

/** First words of statements that act on more than one database, as `TokenReader.has` takes them. */
const HEADS: readonly (readonly [heads: string, remedy: string])[] = [
  ["CREATE USER|ALTER USER|DROP USER|RENAME USER|CREATE ROLE|DROP ROLE|GRANT|REVOKE", ACCOUNTS],
  ["SET PASSWORD|SET DEFAULT ROLE|SET ROLE", ACCOUNTS],
  ["CHANGE MASTER|CHANGE REPLICATION|START REPLICA|STOP REPLICA|START SLAVE|STOP SLAVE", REPLICATION],
  ["START GROUP_REPLICATION|STOP GROUP_REPLICATION|RESET|PURGE", REPLICATION],
  ["BINLOG", "write the file with mysqldump; what mysqlbinlog writes is played back by hand"],
  ["INSTALL|UNINSTALL", "plugins and components are loaded by hand, or by `settings` of the plan; leave it out"],
  ["SHUTDOWN|RESTART|KILL|CLONE|FLUSH|LOCK INSTANCE|ALTER INSTANCE|CACHE INDEX|LOAD INDEX", LEAVE_OUT],
  ["XA", "use START TRANSACTION and COMMIT: a prepared transaction outlives the file"],
  ["CREATE SERVER|ALTER SERVER|DROP SERVER|CREATE LOGFILE|ALTER LOGFILE|DROP LOGFILE", SERVER],
  ["CREATE TABLESPACE|ALTER TABLESPACE|DROP TABLESPACE|CREATE UNDO|ALTER UNDO|DROP UNDO", SERVER],
  ["CREATE RESOURCE|ALTER RESOURCE|DROP RESOURCE|SET RESOURCE", SERVER],
  ["CREATE SPATIAL REFERENCE|DROP SPATIAL REFERENCE|CREATE OR REPLACE SPATIAL", SERVER],
  ["IMPORT|LOAD DATA|LOAD XML", FILES],
  ["SOURCE|SYSTEM|TEE|NOTEE|PAGER|NOPAGER|EDIT|CONNECT|EGO|GO|EXIT|QUIT|STATUS|CLEAR|PRINT|PROMPT|REHASH", CLIENT],
  ["WARNINGS|NOWARNING|RESETCONNECTION|QUERY_ATTRIBUTES|SSL_SESSION_DATA_PRINT", CLIENT],
  ["CHARSET", "it is an order to the client `mysql`, not SQL; write SET NAMES"],
];

/** By their first word, for a quick look. */
const BY_FIRST = new Map<string, { readonly words: readonly string[]; readonly remedy: string }[]>();
for (const [heads, remedy] of HEADS) {
  for (const head of heads.split("|")) {
    const words = head.split(" ");
    const first = words[0] as string;
    BY_FIRST.set(first, [...(BY_FIRST.get(first) ?? []), { words, remedy }]);
  }
}

/**
 * What a statement does beyond one database by its very kind, whatever names stand in it.
 * Source: https://dev.mysql.com/doc/refman/9.7/en/sql-statements.html
 */
export function outsideByKind(read: TokenReader): Outside | undefined {
  const found = BY_FIRST.get(read.word(0))?.find(({ words }) => read.has(0, ...words));
  if (found !== undefined) return { at: 0, what: found.words.join(" "), remedy: found.remedy };
  if (read.word(0) === "CREATE" || read.word(0) === "ALTER") return loadableFunction(read);
  return intoFile(read);
}

/** `CREATE FUNCTION f RETURNS ... SONAME 'x.so'`. */
function loadableFunction(read: TokenReader): Outside | undefined {
  const name = read.skip(1, "OR REPLACE", "AGGREGATE", "FUNCTION", "IF NOT EXISTS");
  if (!read.has(name + 1, "RETURNS") || !read.has(name + 3, "SONAME")) return undefined;
  return { at: 0, what: "CREATE FUNCTION ... SONAME", remedy: LEAVE_OUT };
}

/** `SELECT ... INTO OUTFILE`: a file at the server. */
function intoFile(read: TokenReader): Outside | undefined {
  if (!["SELECT", "TABLE", "VALUES", "WITH", "("].includes(read.word(0))) return undefined;
  for (let at = 1; at < read.length; at++) {
    if (read.word(at) === "INTO" && ["OUTFILE", "DUMPFILE"].includes(read.word(at + 1))) {
      return { at, what: `INTO ${read.word(at + 1)}`, remedy: LEAVE_OUT };
    }
  }
  return undefined;
}
