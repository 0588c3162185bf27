import type { TokenReader } from "./names";

/** One assignment of a SET statement. */
export interface Assignment {
  /** `user`: a user variable, `@x`. `names`: SET NAMES or SET CHARACTER SET, whose value is the character set. */
  readonly scope: "session" | "global" | "user" | "names";
  /** Lower case. */
  readonly name: string;
  readonly at: number;
  /** Index of the first token of the value. */
  readonly value: number;
}

const GLOBAL = ["GLOBAL", "PERSIST", "PERSIST_ONLY"];
const SESSION = ["SESSION", "LOCAL"];

/** What a SET statement assigns. Source: https://dev.mysql.com/doc/refman/8.4/en/set-variable.html */
export function assignmentsOf(read: TokenReader): Assignment[] {
  if (read.word(0) !== "SET") {
    return [];
  }
  const found: Assignment[] = [];
  let depth = 0;
  for (let at = 1; at < read.length; at++) {
    const word = read.word(at);
    if (at === 1 || (word === "," && depth === 0)) {
      found.push(...assignment(read, at === 1 ? 1 : at + 1));
    }
    if (word === "(") {
      depth++;
    } else if (word === ")") {
      depth--;
    }
  }
  return found;
}

function assignment(read: TokenReader, begin: number): Assignment[] {
  let at = begin;
  const names = read.has(at, "NAMES") || read.has(at, "CHARSET") ? 1 : read.has(at, "CHARACTER", "SET") ? 2 : 0;
  if (names > 0 && read.word(at + 1) !== "=") {
    return [{ scope: "names", name: "names", at, value: at + names }];
  }
  let isUser = false;
  let scope: "session" | "global" = "session";
  while (read.word(at) === "@") {
    isUser = !isUser;
    at++;
  }
  if (!isUser) {
    const word = read.word(at);
    const isScope = read.word(at + 1) !== "=" && read.word(at + 1) !== ":" && [...GLOBAL, ...SESSION].includes(word);
    if (isScope && GLOBAL.includes(word)) {
      scope = "global";
    }
    if (isScope) {
      at += read.word(at + 1) === "." ? 2 : 1;
    }
    if (read.has(at, "TRANSACTION")) {
      return [{ scope, name: "transaction", at: begin, value: at + 1 }];
    }
  }
  const name = read.name(at);
  if (name === undefined) {
    return [];
  }
  const full = name.schema === undefined ? name.name : `${name.schema}.${name.name}`;
  const equals = read.word(name.next) === ":" ? name.next + 1 : name.next;
  return [{ scope: isUser ? "user" : scope, name: full.toLowerCase(), at: begin, value: equals + 1 }];
}
