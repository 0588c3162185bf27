import type { TokenReader } from "./names";
import type { Statement } from "./statement";
import { Statements } from "./statements";

/** Largest number of alternatives for one text, e.g. with IF. */
const MOST = 16;

/** Replaces a part of a text that only the server knows, so that the rest can be read. */
const UNKNOWN = "x";

/**
 * Texts that a file executes as statements: PREPARE of a string, or of a variable that the file has set. The server
 * checks texts that come from a table or a function.
 */
export class PreparedTexts {
  /** The possible values of a variable, as far as the file shows them. */
  private readonly variables = new Map<string, readonly string[]>();

  /** The statements that this one prepares. Records its assignments to variables. */
  public take(read: TokenReader, plainBackslash: boolean): Statement[] {
    if (read.word(0) === "PREPARE" && read.has(2, "FROM")) {
      return this.texts(read, 3, read.length, plainBackslash).flatMap((text) => {
        const statements = new Statements(Buffer.from(`${text}\n;`, "latin1"));
        statements.plainBackslash = plainBackslash;
        // a single word may be anything, such as the name of a column in a condition
        const first = statements.next();
        return first !== undefined && first.tokens.length > 1 ? [first] : [];
      });
    }
    const names = assignedIn(read);
    if (names.length > 0) {
      const texts = this.texts(read, 1, read.length, plainBackslash);
      // SET @a = 'x', @b = 'y' gives both variables both texts: only a parser could tell them apart
      for (const name of names) {
        this.variables.set(name, texts);
      }
    }
    return [];
  }

  /** The texts that expressions between two tokens may have: each string, and CONCAT of several. */
  private texts(read: TokenReader, begin: number, end: number, plainBackslash: boolean): string[] {
    const found: string[] = [];
    for (let at = begin; at < end; at++) {
      const word = read.word(at);
      if (word === "CONCAT" && read.word(at + 1) === "(") {
        const close = read.closing(at + 1);
        found.push(...this.joined(read, at + 2, Math.min(close, end), plainBackslash));
        at = close;
      } else if (word === "@" && read.word(at - 1) !== "@" && read.word(at + 1) !== "@") {
        found.push(...(this.variables.get(variableAt(read, at + 1) ?? "") ?? []));
        at++;
      } else if (/^X$/.test(word) && read.string(at + 1) !== undefined) {
        found.push(Buffer.from(read.string(++at) ?? "", "hex").toString("latin1"));
      } else if (/^0X([0-9A-F]{2})+$/.test(word)) {
        found.push(Buffer.from(word.slice(2), "hex").toString("latin1"));
      } else if (read.string(at) !== undefined) {
        let text = "";
        // 'a' 'b' is 'ab'
        for (; at < end && read.string(at) !== undefined; at++) {
          text += unquoted(read.string(at) ?? "", plainBackslash);
        }
        at--;
        found.push(text);
      }
    }
    return found.slice(0, MOST);
  }

  private joined(read: TokenReader, begin: number, end: number, plainBackslash: boolean): string[] {
    let texts = [""];
    let depth = 0;
    let part = begin;
    for (let at = begin; at <= end; at++) {
      const word = read.word(at);
      if (at === end || (word === "," && depth === 0)) {
        const parts = this.texts(read, part, at, plainBackslash);
        texts = texts
          .flatMap((text) => (parts.length > 0 ? parts : [UNKNOWN]).map((next) => text + next))
          .slice(0, MOST);
        part = at + 1;
      } else if (word === "(") {
        depth++;
      } else if (word === ")") {
        depth--;
      }
    }
    return texts;
  }
}

/** User variables that a statement sets: SET @a = , SELECT ... INTO @a, @a := . */
function assignedIn(read: TokenReader): string[] {
  const found: string[] = [];
  let isInto = false;
  for (let at = 0; at < read.length; at++) {
    const word = read.word(at);
    if (word === "INTO") {
      isInto = true;
    }
    if (word !== "@" || read.word(at - 1) === "@" || read.word(at + 1) === "@") {
      continue;
    }
    const name = variableAt(read, at + 1);
    const isSet = read.word(0) === "SET" && read.word(at + 2) === "=" && ["SET", ","].includes(read.word(at - 1));
    if (name !== undefined && (isInto || isSet || read.has(at + 2, ":", "="))) {
      found.push(name);
    }
  }
  return found;
}

function variableAt(read: TokenReader, at: number): string | undefined {
  return (read.string(at) ?? read.name(at)?.name)?.toLowerCase();
}

/** The text of a string, as far as it matters for a statement inside it. */
function unquoted(text: string, plainBackslash: boolean): string {
  const single = text.replaceAll("''", "'").replaceAll('""', '"');
  return plainBackslash ? single : single.replace(/\\([\s\S])/g, (_, next: string) => ESCAPES[next] ?? next);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };
