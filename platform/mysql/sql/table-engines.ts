import { withoutTransactions } from "../engines";
import type { Assignment } from "./assignments";
import type { QualifiedName, TokenReader } from "./names";

/** A table whose engine knows no transactions. */
export interface EngineOfTable {
  readonly engine: string;
  /** Where the file says so: offset of ENGINE, or of the table's name where it takes the session's default. */
  readonly offset: number;
  /** Offset of the SET that made the engine the default. */
  readonly defaultAt?: number;
}

/** What `take` is told of the session that runs the statement. */
export interface EngineRules {
  /** Engines that the server refuses to make tables with. */
  readonly disabled: ReadonlySet<string>;
  /** NO_ENGINE_SUBSTITUTION: without it, the server takes InnoDB in place of an engine that it does not have. */
  readonly insists: boolean;
}

/** Words behind which the rows of CREATE TABLE come from a query. */
const QUERY = ["AS", "IGNORE", "REPLACE", "SELECT", "TABLE", "VALUES", "WITH"];

/** First words of what ALTER TABLE does beside setting options of the table: names of columns may stand behind them. */
const ACTIONS = new Set(
  (
    "ADD ALTER ANALYZE CHANGE CHECK COALESCE CONVERT DISABLE DISCARD DROP ENABLE EXCHANGE FORCE IMPORT MODIFY OPTIMIZE " +
    "ORDER PARTITION REBUILD REMOVE RENAME REORGANIZE REPAIR TRUNCATE"
  ).split(" "),
);

/**
 * Which tables a file leaves behind with an engine that knows no transactions. A table that the file itself drops or
 * brings to InnoDB is none of them, nor is a temporary one.
 */
export class TableEngines {
  /** Undefined for a table of InnoDB. */
  private readonly tables = new Map<string, EngineOfTable | undefined>();
  private readonly temporary = new Map<string, EngineOfTable | undefined>();
  private byDefault: { readonly engine: string; readonly defaultAt: number } | undefined;

  public constructor(private readonly database: string) {}

  /** Tables that are left, in the order in which they were made. */
  public get left(): readonly EngineOfTable[] {
    return [...this.tables.values()].flatMap((table) => table ?? []);
  }

  /** SET default_storage_engine. */
  public assign(read: TokenReader, { scope, name, at, value }: Assignment): void {
    if (scope !== "session" || name !== "default_storage_engine") {
      return;
    }
    const engine = withoutTransactions(read.string(value) ?? read.name(value)?.name ?? "");
    this.byDefault = engine === undefined ? undefined : { engine, defaultAt: read.offset(at) };
  }

  /** Takes over what a statement makes, changes or drops. Returns what the server refuses: a disabled engine. */
  public take(read: TokenReader, rules: EngineRules): EngineOfTable | undefined {
    switch (read.word(0)) {
      case "CREATE":
        return this.create(read, rules);
      case "ALTER":
        return read.has(1, "TABLE") ? this.alter(read, rules) : undefined;
      case "RENAME":
        if (read.has(1, "TABLE") || read.has(1, "TABLES")) {
          this.renameAll(read);
        }
        return undefined;
      case "DROP":
        this.drop(read);
        return undefined;
      default:
        return undefined;
    }
  }

  private create(read: TokenReader, { disabled, insists }: EngineRules): EngineOfTable | undefined {
    const isTemporary = read.has(1, "TEMPORARY");
    const word = isTemporary ? 2 : 1;
    if (!read.has(word, "TABLE")) {
      return undefined;
    }
    const begin = read.skip(word + 1, "IF NOT EXISTS");
    const name = read.name(begin);
    const key = this.keyOf(name);
    if (name === undefined || key === undefined) {
      return undefined;
    }
    let made = this.madeBy(read, name);
    if (made !== undefined && disabled.has(made.engine)) {
      if (insists) {
        return made;
      }
      made = undefined;
    }
    const tables = isTemporary ? this.temporary : this.tables;
    // one that is there already stays as it is
    if (!tables.has(key)) {
      tables.set(key, made);
    }
    return undefined;
  }

  /** The engine that CREATE TABLE gives a table. */
  private madeBy(read: TokenReader, name: QualifiedName): EngineOfTable | undefined {
    const like = read.has(name.next, "LIKE") ? name.next + 1 : read.has(name.next, "(", "LIKE") ? name.next + 2 : 0;
    if (like > 0) {
      const key = this.keyOf(read.name(like)) ?? "";
      const pattern = this.temporary.has(key) ? this.temporary.get(key) : this.tables.get(key);
      return pattern && { engine: pattern.engine, offset: read.offset(name.at) };
    }
    let found: { readonly engine: string | undefined; readonly offset: number } | undefined;
    let depth = 0;
    for (let at = name.next; at < read.length; at++) {
      const word = read.word(at);
      if (word === "(") {
        depth++;
      } else if (word === ")") {
        depth--;
      } else if (depth === 0 && QUERY.includes(word)) {
        break;
      } else if (depth === 0 && word === "ENGINE") {
        found = engineAt(read, at);
      }
    }
    if (found === undefined) {
      return this.byDefault && { ...this.byDefault, offset: read.offset(name.at) };
    }
    return found.engine === undefined ? undefined : { engine: found.engine, offset: found.offset };
  }

  private alter(read: TokenReader, { disabled, insists }: EngineRules): EngineOfTable | undefined {
    const name = read.name(2);
    const key = this.keyOf(name);
    if (name === undefined || key === undefined) {
      return undefined;
    }
    const tables = this.temporary.has(key) ? this.temporary : this.tables;
    let begin = name.next;
    let depth = 0;
    let renamed: string | undefined;
    let refused: EngineOfTable | undefined;
    for (let at = name.next; at < read.length; at++) {
      const word = read.word(at);
      if (word === "(") {
        depth++;
      } else if (word === ")") {
        depth--;
      } else if (depth > 0) {
      } else if (word === ",") {
        begin = at + 1;
      } else if (at === begin && word === "RENAME" && !["COLUMN", "INDEX", "KEY"].includes(read.word(at + 1))) {
        renamed = this.keyOf(read.name(read.skip(at + 1, "TO", "AS", "=")));
      } else if (word === "ENGINE" && !ACTIONS.has(read.word(begin))) {
        const { engine, offset } = engineAt(read, at);
        // the server then leaves the table as it is
        if (engine !== undefined && disabled.has(engine)) {
          refused = insists ? { engine, offset } : refused;
        } else {
          tables.set(key, engine === undefined ? undefined : { engine, offset });
        }
      }
    }
    if (renamed !== undefined) {
      move(tables, key, renamed);
    }
    return refused;
  }

  private renameAll(read: TokenReader): void {
    for (let at = 2; ; ) {
      const from = read.name(at);
      const to = from && read.has(from.next, "TO") ? read.name(from.next + 1) : undefined;
      const [key, target] = [this.keyOf(from), this.keyOf(to)];
      if (to === undefined) {
        return;
      }
      if (key !== undefined && target !== undefined) {
        move(this.tables, key, target);
      }
      if (read.word(to.next) !== ",") {
        return;
      }
      at = to.next + 1;
    }
  }

  private drop(read: TokenReader): void {
    if (read.has(1, "DATABASE") || read.has(1, "SCHEMA")) {
      if (read.name(read.skip(2, "IF EXISTS"))?.name === this.database) {
        this.tables.clear();
      }
      return;
    }
    const isTemporary = read.has(1, "TEMPORARY");
    const word = isTemporary ? 2 : 1;
    if (!read.has(word, "TABLE") && !read.has(word, "TABLES")) {
      return;
    }
    for (let at = read.skip(word + 1, "IF EXISTS"); ; ) {
      const name = read.name(at);
      const key = this.keyOf(name);
      // a temporary table hides another of its name
      if (key !== undefined && !this.temporary.delete(key) && !isTemporary) {
        this.tables.delete(key);
      }
      if (name === undefined || read.word(name.next) !== ",") {
        return;
      }
      at = name.next + 1;
    }
  }

  /** The name of a table of the file's own database. */
  private keyOf(name: QualifiedName | undefined): string | undefined {
    return name === undefined || (name.schema !== undefined && name.schema !== this.database) ? undefined : name.name;
  }
}

function engineAt(read: TokenReader, at: number): { engine: string | undefined; offset: number } {
  const value = read.word(at + 1) === "=" ? at + 2 : at + 1;
  return {
    engine: withoutTransactions(read.string(value) ?? read.name(value)?.name ?? ""),
    offset: read.offset(at),
  };
}

function move(tables: Map<string, EngineOfTable | undefined>, from: string, to: string): void {
  const table = tables.get(from);
  tables.delete(from);
  tables.set(to, table);
}
