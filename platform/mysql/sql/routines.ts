import type { TokenReader } from "./names";

/** Words behind which a statement of a routine's body begins. */
const BEFORE_STATEMENT = [";", "BEGIN", "DO", "ELSE", "LOOP", "REPEAT", "THEN"];

/** In an expression such as CASE, words that follow a value, and never the first word of a statement. */
const BEHIND_VALUE = ["AND", "AS", "DIV", "ELSE", "END", "IN", "IS", "LIKE", "MOD", "NOT", "OR", "THEN", "WHEN", "XOR"];

/** The bodies of the procedures that a file makes, which run when the file calls them. */
export class Routines {
  private readonly bodies = new Map<string, readonly TokenReader[]>();

  /** The statements that a CALL runs, as they stand in the file; each procedure is told once. */
  public take(read: TokenReader): readonly TokenReader[] {
    if (read.word(0) === "CREATE") {
      this.keep(read);
      return [];
    }
    if (read.word(0) !== "CALL") {
      return [];
    }
    const name = read.name(1)?.name.toLowerCase() ?? "";
    const found = this.bodies.get(name) ?? [];
    this.bodies.delete(name);
    // a procedure may call another
    return found.flatMap((statement) => [statement, ...(statement.word(0) === "CALL" ? this.take(statement) : [])]);
  }

  private keep(read: TokenReader): void {
    let at = 1;
    while (at < read.length && at < 12 && read.word(at) !== "PROCEDURE") {
      at++;
    }
    if (read.word(at) !== "PROCEDURE") {
      return;
    }
    const name = read.name(read.skip(at + 1, "IF NOT EXISTS"));
    if (name === undefined) {
      return;
    }
    this.bodies.set(name.name.toLowerCase(), statementsIn(read, read.closing(name.next) + 1));
  }
}

function statementsIn(read: TokenReader, begin: number): TokenReader[] {
  const found: TokenReader[] = [];
  let depth = 0;
  for (let at = begin; at < read.length; at++) {
    const word = read.word(at);
    if (word === "(") {
      depth++;
    } else if (word === ")") {
      depth--;
    }
    const isFirst = at === begin || (depth === 0 && BEFORE_STATEMENT.includes(read.word(at - 1)));
    const next = read.word(at + 1);
    if (!isFirst || word === "" || !/^[\w@({]/.test(next || "x") || BEHIND_VALUE.includes(next)) {
      continue;
    }
    let end = at;
    while (end < read.length && read.word(end) !== ";") {
      end++;
    }
    found.push(read.part(at, end));
  }
  return found;
}
