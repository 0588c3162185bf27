import { behindCharacteristics, statementsIn } from "./body";
import { calledIn } from "./calls";
import type { TokenReader } from "./names";
import { targetsOf } from "./targets";

/** Within how many tokens behind CREATE the kind of object stands: a definer may come before it. */
const HEAD = 12;

/** How far the words of a trigger or an event reach before its body. */
const WORDS_OF_HEAD = 64;

type Kind = "procedure" | "function" | "trigger" | "event";

/** What CREATE makes and other statements, or the clock, run. */
interface Program {
  /** Undefined once it was told. */
  body: readonly TokenReader[] | undefined;
  /** Of a trigger: the table, and INSERT, UPDATE or DELETE. */
  readonly table?: string | undefined;
  readonly act?: string;
}

/** What of a trigger a statement sets off, by its first word. An INSERT may update what is there already. */
const SETS_OFF: Readonly<Record<string, readonly string[]>> = {
  INSERT: ["INSERT", "UPDATE"],
  REPLACE: ["INSERT", "DELETE"],
  UPDATE: ["UPDATE"],
  DELETE: ["DELETE"],
};

/**
 * The bodies of the procedures, functions, triggers and events that a file makes. They run when the file calls them, when it
 * writes to the table of a trigger, and, of an event that is on, by themselves.
 */
export class StoredPrograms {
  /** Names of functions that the file has made, in lower case. */
  public readonly functions = new Set<string>();
  private readonly programs = new Map<string, Program>();

  /** The statements that a statement runs beside itself, as they stand in the file; each body is told once. */
  public take(read: TokenReader): readonly TokenReader[] {
    switch (read.word(0)) {
      case "CREATE":
      case "ALTER":
        return this.define(read);
      case "DROP":
        this.drop(read);
        return [];
      default:
        return this.runBy(read);
    }
  }

  private runBy(read: TokenReader): readonly TokenReader[] {
    const found: TokenReader[] = [];
    if (read.word(0) === "CALL") {
      found.push(...this.bodyOf("procedure", read.name(1)?.name));
    }
    for (const name of calledIn(read, this.functions)) {
      found.push(...this.bodyOf("function", name));
    }
    const acts = SETS_OFF[read.word(0)];
    if (acts !== undefined) {
      const tables = new Set(targetsOf(read).map(({ name }) => name));
      for (const program of this.programs.values()) {
        if (program.table !== undefined && tables.has(program.table) && acts.includes(program.act ?? "")) {
          found.push(...told(program));
        }
      }
    }
    return this.withOthers(found);
  }

  private bodyOf(kind: Kind, name: string | undefined): readonly TokenReader[] {
    return told(this.programs.get(keyOf(kind, name ?? "")));
  }

  private define(read: TokenReader): readonly TokenReader[] {
    const isNew = read.word(0) === "CREATE";
    const at = kindAt(read);
    const name = read.name(read.skip(at + 1, "IF NOT EXISTS"));
    const kind = read.word(at).toLowerCase() as Kind;
    if (name === undefined || (!isNew && kind !== "event")) {
      return [];
    }
    const key = keyOf(kind, name.name);
    switch (kind) {
      case "procedure":
        this.keep(key, { body: statementsIn(read, behindCharacteristics(read, read.closing(name.next) + 1)) });
        return [];
      case "function":
        this.functions.add(name.name.toLowerCase());
        this.keep(key, { body: statementsIn(read, bodyOfFunction(read, read.closing(name.next) + 1)) });
        return [];
      case "trigger":
        this.keep(key, trigger(read, name.next));
        return [];
      case "event":
        return this.event(read, key, name.next);
      default:
        return [];
    }
  }

  private keep(key: string, program: Program): void {
    if (!this.programs.has(key)) {
      this.programs.set(key, program);
    }
  }

  private event(read: TokenReader, key: string, begin: number): readonly TokenReader[] {
    const isNew = read.word(0) === "CREATE";
    const body = indexOf(read, begin, "DO");
    const head = read.part(begin, body);
    const isOff = indexOf(head, 0, "DISABLE") < head.length;
    const isOn = indexOf(head, 0, "ENABLE") < head.length || (isNew && !isOff);
    if (body < read.length) {
      this.programs.set(key, { body: statementsIn(read, body + 1) });
    }
    // one that is changed goes on as it was, which only the server knows
    return isOn || (!isOff && body < read.length) ? this.withOthers(told(this.programs.get(key))) : [];
  }

  /** Each of them may run others. */
  private withOthers(statements: readonly TokenReader[]): readonly TokenReader[] {
    return statements.flatMap((statement) => [statement, ...this.runBy(statement)]);
  }

  private drop(read: TokenReader): void {
    const name = read.name(read.skip(2, "IF EXISTS"));
    this.programs.delete(keyOf(read.word(1).toLowerCase() as Kind, name?.name ?? ""));
  }
}

/** Names of programs are the same in capitals. */
function keyOf(kind: Kind, name: string): string {
  return `${kind} ${name.toLowerCase()}`;
}

function told(program: Program | undefined): readonly TokenReader[] {
  const body = program?.body ?? [];
  if (program !== undefined) {
    program.body = undefined;
  }
  return body;
}

function kindAt(read: TokenReader): number {
  let at = 1;
  while (at < HEAD && !["PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"].includes(read.word(at))) {
    at++;
  }
  return at;
}

/** The index of a word; that of the end, where it does not stand within the head. */
function indexOf(read: TokenReader, begin: number, word: string): number {
  for (let at = begin; at < Math.min(read.length, begin + WORDS_OF_HEAD); at++) {
    if (read.word(at) === word) {
      return at;
    }
  }
  return read.length;
}

/** Behind RETURNS and a type come characteristics, then BEGIN, RETURN or another statement. */
function bodyOfFunction(read: TokenReader, begin: number): number {
  for (let at = begin; at < read.length; at++) {
    if (["BEGIN", "RETURN", "CASE", "IF", "LOOP", "REPEAT", "WHILE", "SET"].includes(read.word(at))) {
      // CHARACTER SET belongs to the type
      if (!read.has(at - 1, "CHARACTER", "SET")) {
        return at;
      }
    }
  }
  return read.length;
}

/** `g BEFORE INSERT ON t FOR EACH ROW FOLLOWS h ...`: the index behind its name. */
function trigger(read: TokenReader, begin: number): Program {
  const each = indexOf(read, begin, "EACH");
  const follows = read.has(each + 2, "FOLLOWS") || read.has(each + 2, "PRECEDES");
  return {
    body: statementsIn(read, follows ? each + 4 : each + 2),
    table: read.name(begin + 3)?.name,
    act: read.word(begin + 1),
  };
}
