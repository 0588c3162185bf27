import type { QualifiedName, TokenReader } from "./names";

const EXISTS = ["IF EXISTS", "IF NOT EXISTS"];
const OBJECTS = [
  "TABLE",
  "VIEW",
  "TRIGGER",
  "PROCEDURE",
  "FUNCTION",
  "EVENT",
  "INDEX",
  "LIBRARY",
  "DATABASE",
  "SCHEMA",
];

/** Kinds that a statement makes, changes or drops by name. */
export type ObjectKind = "table" | "view" | "trigger" | "routine" | "event" | "database";

/** What a statement changes: names as they stand in it. A database has its name in `name`. */
export interface Target extends QualifiedName {
  readonly kind: ObjectKind;
  /** First word of the statement: CREATE, ALTER, DROP, INSERT ... */
  readonly act: string;
  /** Whether `IF [NOT] EXISTS` stands before the name. */
  readonly conditional: boolean;
}

/**
 * What a statement writes to, as far as its grammar says so: no tables that it only reads, and nothing in the body of a
 * routine, which is not run now.
 */
export function targetsOf(read: TokenReader): Target[] {
  const act = read.word(0);
  switch (act) {
    case "USE":
      return one(read, 1, act, "database");
    case "CREATE":
    case "ALTER":
    case "DROP":
      return definition(read, act);
    case "RENAME":
      return read.has(1, "TABLE") || read.has(1, "TABLES") ? list(read, 2, act, "table", [",", "TO"]) : [];
    case "TRUNCATE":
      return one(read, read.skip(1, "TABLE"), act, "table");
    case "INSERT":
    case "REPLACE":
      return one(read, read.skip(1, "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"), act, "table");
    case "UPDATE":
      return references(read, read.skip(1, "LOW_PRIORITY", "IGNORE"), act, ["SET"]);
    case "DELETE":
      return references(read, read.skip(1, "LOW_PRIORITY", "QUICK", "IGNORE", "FROM"), act, [
        "WHERE",
        "ORDER",
        "LIMIT",
      ]);
    case "ANALYZE":
    case "OPTIMIZE":
    case "REPAIR":
      return list(read, read.skip(1, "NO_WRITE_TO_BINLOG", "LOCAL", "TABLE", "TABLES"), act, "table", [","]);
    case "LOCK":
      return locked(read, act);
    case "CALL":
      return one(read, 1, act, "routine");
    case "WITH":
      return behindWith(read);
    default:
      return [];
  }
}

function one(read: TokenReader, index: number, act: string, kind: ObjectKind): Target[] {
  const at = read.skip(index, ...EXISTS);
  const name = read.name(at);
  return name === undefined ? [] : [{ ...name, kind, act, conditional: at > index }];
}

function list(read: TokenReader, index: number, act: string, kind: ObjectKind, between: readonly string[]): Target[] {
  const found: Target[] = [];
  for (let at = index; ; ) {
    const [target] = one(read, at, act, kind);
    if (target === undefined) {
      return found;
    }
    found.push(target);
    if (!between.includes(read.word(target.next))) {
      return found;
    }
    at = target.next + 1;
  }
}

/** First words of what ALTER DATABASE changes. */
const DATABASE_OPTIONS = ["CHARACTER", "CHARSET", "COLLATE", "DEFAULT", "ENCRYPTION", "READ"];

/** CREATE, ALTER and DROP, with all that may stand before the kind of object. */
function definition(read: TokenReader, act: string): Target[] {
  let at = 1;
  for (let before = -1; before !== at; ) {
    before = at;
    at = read.skip(at, "OR REPLACE", "TEMPORARY", "UNIQUE", "FULLTEXT", "SPATIAL", "AGGREGATE", "ONLINE", "OFFLINE");
    at = read.skip(at, "JSON RELATIONAL", "JSON", "DUALITY", "MATERIALIZED", "EXTERNAL");
    at = read.skip(at, "SQL SECURITY DEFINER", "SQL SECURITY INVOKER");
    if (read.has(at, "ALGORITHM", "=")) {
      at += 3;
    }
    if (read.has(at, "DEFINER", "=")) {
      at = behindAccount(read, at + 2);
    }
  }
  const word = read.word(at);
  if (!OBJECTS.includes(word)) {
    return [];
  }
  if (word === "DATABASE" || word === "SCHEMA") {
    // without a name it is the database that is in use
    return act === "ALTER" && DATABASE_OPTIONS.includes(read.word(at + 1)) ? [] : one(read, at + 1, act, "database");
  }
  if (word === "INDEX") {
    return indexed(read, at + 1, act);
  }
  if (word === "TABLE" || word === "VIEW") {
    const kind = word === "TABLE" ? "table" : "view";
    return act === "DROP"
      ? list(read, at + 1, act, kind, [","])
      : [...one(read, at + 1, act, kind), ...renamed(read, at, act)];
  }
  const kind = word === "TRIGGER" ? "trigger" : word === "EVENT" ? "event" : "routine";
  const made = one(read, at + 1, act, kind);
  return kind === "trigger" && act === "CREATE"
    ? [...made, ...behindWord(read, made[0]?.next ?? at, act, "ON", 4)]
    : made;
}

/** `ALTER TABLE t RENAME TO other.t`, `ALTER TABLE t EXCHANGE PARTITION p WITH TABLE other.t`. */
function renamed(read: TokenReader, index: number, act: string): Target[] {
  if (act !== "ALTER") {
    return [];
  }
  const found: Target[] = [];
  for (let at = index; at < read.length; at++) {
    if (read.has(at, "RENAME") && !["COLUMN", "INDEX", "KEY"].includes(read.word(at + 1))) {
      found.push(...one(read, read.skip(at + 1, "TO", "AS", "="), act, "table"));
    } else if (read.has(at, "WITH", "TABLE")) {
      found.push(...one(read, at + 2, act, "table"));
    }
  }
  return found;
}

function indexed(read: TokenReader, index: number, act: string): Target[] {
  return behindWord(read, index, act, "ON", 8);
}

/** The table behind a word that follows within some tokens. */
function behindWord(read: TokenReader, index: number, act: string, word: string, within: number): Target[] {
  for (let at = index; at < index + within; at++) {
    if (read.word(at) === word) {
      return one(read, at + 1, act, "table");
    }
  }
  return [];
}

function behindAccount(read: TokenReader, index: number): number {
  if (read.has(index, "CURRENT_USER")) {
    return read.has(index + 1, "(", ")") ? index + 3 : index + 1;
  }
  return read.has(index + 1, "@") ? index + 3 : index + 1;
}

/** Words behind which a table stands. */
const BEFORE_TABLE = [",", "JOIN", "FROM", "USING", "STRAIGHT_JOIN"];

/** First words of what stands in brackets in the place of a table, and is only read. */
const QUERIES = ["SELECT", "WITH", "VALUES", "TABLE"];

/**
 * Tables of UPDATE and DELETE: behind commas and JOIN, up to the words that end them. Brackets may stand around them, as in
 * `UPDATE (a JOIN b ...)`; what else is in brackets is no table.
 */
function references(read: TokenReader, index: number, act: string, ends: readonly string[]): Target[] {
  const found: Target[] = [];
  let isTable = true;
  for (let at = index; at < read.length; at++) {
    const word = read.word(at);
    if (word === "(") {
      if (isTable && !QUERIES.includes(read.word(at + 1))) {
        continue;
      }
      at = read.closing(at);
      isTable = false;
    } else if (word === "{") {
      // {OJ a LEFT JOIN b ...}
      if (read.has(at + 1, "OJ")) {
        at++;
      }
    } else if (ends.includes(word)) {
      break;
    } else if (BEFORE_TABLE.includes(word)) {
      isTable = true;
    } else if (isTable) {
      isTable = false;
      const [target] = one(read, at, act, "table");
      if (target === undefined) {
        continue;
      }
      found.push(target);
      at = target.next - 1;
    }
  }
  return found;
}

function locked(read: TokenReader, act: string): Target[] {
  if (!read.has(1, "TABLE") && !read.has(1, "TABLES")) {
    return [];
  }
  const found = one(read, 2, act, "table");
  for (let at = 3; at < read.length; at++) {
    if (read.word(at) === ",") {
      found.push(...one(read, at + 1, act, "table"));
    }
  }
  return found;
}

/** `WITH ... UPDATE t`: the statement behind the common table expressions. */
function behindWith(read: TokenReader): Target[] {
  let depth = 0;
  for (let at = 1; at < read.length; at++) {
    const word = read.word(at);
    if (word === "(") {
      depth++;
    } else if (word === ")") {
      depth--;
    } else if (depth === 0 && word === "UPDATE") {
      return references(read, read.skip(at + 1, "LOW_PRIORITY", "IGNORE"), word, ["SET"]);
    } else if (depth === 0 && word === "DELETE") {
      return references(read, read.skip(at + 1, "LOW_PRIORITY", "QUICK", "IGNORE", "FROM"), word, ["WHERE", "ORDER"]);
    } else if (depth === 0 && word === "SELECT") {
      return [];
    }
  }
  return [];
}
