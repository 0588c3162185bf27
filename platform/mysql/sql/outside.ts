import { isCall } from "./calls";
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
 * @param isOfClient whether the client `mysql` reads it, which has orders of its own; it never sees a prepared text
 */
export function outsideByKind(read: TokenReader, isOfClient = true): Outside | undefined {
  const found = BY_FIRST.get(read.word(0))?.find(
    ({ words, remedy }) => read.has(0, ...words) && (isOfClient || remedy !== CLIENT),
  );
  if (found !== undefined) {
    return { at: 0, what: found.words.join(" "), remedy: found.remedy };
  }
  switch (read.word(0)) {
    case "ALTER":
      return read.has(1, "TABLE") ? tablespace(read) : (readOnly(read) ?? loadableFunction(read));
    case "CREATE":
      return loadableFunction(read) ?? (read.has(1, "TABLE") || read.has(1, "TEMPORARY") ? calls(read) : undefined);
    case "COMMIT":
    case "ROLLBACK":
      return endOfSession(read);
    default:
      return intoFile(read) ?? calls(read);
  }
}

/** `ALTER DATABASE db READ ONLY = 1`. */
function readOnly(read: TokenReader): Outside | undefined {
  if (!read.has(1, "DATABASE") && !read.has(1, "SCHEMA")) {
    return undefined;
  }
  for (let at = 2; at < read.length; at++) {
    if (!read.has(at, "READ", "ONLY")) {
      continue;
    }
    const value = read.word(read.word(at + 2) === "=" ? at + 3 : at + 2);
    if (value !== "0" && value !== "DEFAULT") {
      return { at, what: "READ ONLY", remedy: "leave it out: nobody could write to the database, nor drop it" };
    }
  }
  return undefined;
}

/** `ALTER TABLE t DISCARD TABLESPACE`, `ALTER TABLE t IMPORT PARTITION p TABLESPACE`. */
function tablespace(read: TokenReader): Outside | undefined {
  const name = read.name(2);
  for (let at = name?.next ?? 3; at < read.length; at++) {
    const isFirst = at === name?.next || read.word(at - 1) === ",";
    if (!isFirst || !["DISCARD", "IMPORT"].includes(read.word(at))) {
      continue;
    }
    if (["TABLESPACE", "PARTITION"].includes(read.word(at + 1))) {
      return { at, what: `${read.word(at)} ${read.word(at + 1)}`, remedy: FILES };
    }
  }
  return undefined;
}

/** `COMMIT RELEASE`: the session ends, and what stands behind it is not run. */
function endOfSession(read: TokenReader): Outside | undefined {
  for (let at = 1; at < read.length; at++) {
    if (read.word(at) === "RELEASE" && read.word(at - 1) !== "NO" && !read.has(at, "RELEASE", "SAVEPOINT")) {
      return read.has(1, "TO") || read.has(2, "TO")
        ? undefined
        : { at, what: `${read.word(0)} RELEASE`, remedy: "leave RELEASE out: it ends the session that runs the file" };
    }
  }
  return undefined;
}

/** Functions that act on more than one database, each with what to do instead. */
const FUNCTIONS: readonly (readonly [name: RegExp, remedy: string])[] = [
  [
    /^RELEASE_ALL_LOCKS$/,
    "leave it out: the session that runs the file holds a lock of the step; RELEASE_LOCK ends one",
  ],
  [/^LOAD_FILE$/, FILES],
  [/^(ASYNCHRONOUS_CONNECTION_FAILOVER|GROUP_REPLICATION)_[A-Z_]+$/, REPLICATION],
];

/** A call of such a function, or of RELEASE_LOCK with the name of a lock of the steps. */
function calls(read: TokenReader): Outside | undefined {
  // columns of a table may have such names; a query behind them is run now
  let isQuery = read.word(0) !== "CREATE";
  for (let at = 1; at < read.length; at++) {
    const word = read.word(at);
    if (word === "SELECT") {
      isQuery = true;
    }
    if (!isQuery || !isCall(read, at)) {
      continue;
    }
    const found = FUNCTIONS.find(([name]) => name.test(word));
    if (found !== undefined) {
      return { at, what: `${word}()`, remedy: found[1] };
    }
    if (word === "RELEASE_LOCK" && /^plumbline\./i.test(read.string(at + 2) ?? "")) {
      return { at, what: `${word}('${read.string(at + 2)}')`, remedy: "leave it out: the lock is the step's" };
    }
  }
  return undefined;
}

/** A function whose call must be seen among the rows of an INSERT, of which only the head is read. */
export const SEEN_IN_ROWS =
  /^(RELEASE_(ALL_LOCKS|LOCK)|LOAD_FILE|ASYNCHRONOUS_CONNECTION_FAILOVER_[A-Z_]+|GROUP_REPLICATION_[A-Z_]+)$/i;

/** `CREATE FUNCTION f RETURNS ... SONAME 'x.so'`. */
function loadableFunction(read: TokenReader): Outside | undefined {
  const name = read.skip(1, "OR REPLACE", "AGGREGATE", "FUNCTION", "IF NOT EXISTS");
  if (!read.has(name + 1, "RETURNS") || !read.has(name + 3, "SONAME")) {
    return undefined;
  }
  return { at: 0, what: "CREATE FUNCTION ... SONAME", remedy: LEAVE_OUT };
}

/** `SELECT ... INTO OUTFILE`: a file at the server. */
function intoFile(read: TokenReader): Outside | undefined {
  if (!["SELECT", "TABLE", "VALUES", "WITH", "("].includes(read.word(0))) {
    return undefined;
  }
  for (let at = 1; at < read.length; at++) {
    if (read.word(at) === "INTO" && ["OUTFILE", "DUMPFILE"].includes(read.word(at + 1))) {
      return { at, what: `INTO ${read.word(at + 1)}`, remedy: LEAVE_OUT };
    }
  }
  return undefined;
}
