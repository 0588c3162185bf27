import type { TokenReader } from "./names";

/** Words behind which a statement of a body begins. */
const BEFORE_STATEMENT = [";", "BEGIN", "DO", "ELSE", "LOOP", "REPEAT", "THEN"];

/** In an expression such as CASE, words that follow a value, and never the first word of a statement. */
const BEHIND_VALUE = ["AND", "AS", "DIV", "ELSE", "END", "IN", "IS", "LIKE", "MOD", "NOT", "OR", "THEN", "WHEN", "XOR"];

/** What may stand between the head of a routine and its body, COMMENT apart. */
const CHARACTERISTICS = [
  "LANGUAGE SQL",
  "NOT DETERMINISTIC",
  "DETERMINISTIC",
  "CONTAINS SQL",
  "NO SQL",
  "READS SQL DATA",
  "MODIFIES SQL DATA",
  "SQL SECURITY DEFINER",
  "SQL SECURITY INVOKER",
];

/** The index behind the characteristics of a routine. */
export function behindCharacteristics(read: TokenReader, begin: number): number {
  for (let at = begin; ; ) {
    const next = read.skip(at, ...CHARACTERISTICS);
    at = read.word(next) === "COMMENT" && read.string(next + 1) !== undefined ? next + 2 : next;
    if (at === next) {
      return at;
    }
  }
}

/** The statements of a body, as they stand in the file; those within others too. */
export function statementsIn(read: TokenReader, begin: number): TokenReader[] {
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
