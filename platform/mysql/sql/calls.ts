import type { TokenReader } from "./names";

/** Words behind which a name with a bracket is a table or a key, and no call of a function. */
const NAMED_BEHIND = ["INTO", "TABLE", "FROM", "JOIN", "UPDATE", "INSERT", "IGNORE", "REPLACE", "KEY", "INDEX"];

/** Whether a name with a bracket behind it, which begins at an index, is the call of a function. */
export function isCall(read: TokenReader, at: number): boolean {
  return read.word(at + 1) === "(" && read.word(at - 1) !== "." && !NAMED_BEHIND.includes(read.word(at - 1));
}

/**
 * Which of some functions a statement calls, with or without a database before them.
 * @param functions names in lower case
 */
export function calledIn(read: TokenReader, functions: ReadonlySet<string>): string[] {
  if (functions.size === 0) {
    return [];
  }
  const found: string[] = [];
  for (let at = 1; at < read.length; at++) {
    if (read.word(at + 1) !== "(") {
      continue;
    }
    const name = read.name(at)?.name;
    const begin = read.word(at - 1) === "." ? at - 2 : at;
    if (name !== undefined && functions.has(name.toLowerCase()) && !NAMED_BEHIND.includes(read.word(begin - 1))) {
      found.push(name);
    }
  }
  return found;
}
