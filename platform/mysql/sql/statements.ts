import { BACKSLASH, BACKTICK, CLASS, DASH, DOUBLE, HASH, isBlankOrEnd, MARK, QUOTE, SLASH, STAR } from "./bytes";
import { behindComment, closingQuote, endOfLine, isIndented } from "./closed-text";
import { delimiterLine } from "./delimiter";
import { KeptTokens } from "./kept-tokens";
import type { Broken, Statement, Token } from "./statement";
import { TextChecks } from "./text-checks";

/**
 * Reads the statements of a file of SQL as the client `mysql --binary-mode` splits them: it, not the server, decides
 * where a statement ends. It works on bytes, since a file may hold raw ones, and keeps no statement.
 *
 * It knows no grammar: a parser of MySQL's dialect would refuse files that a newer server takes, and takes text, not bytes.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/mysql-commands.html, comments.html, string-literals.html; the client 9.7.4
 */
export class Statements {
  /** Whether a backslash is a character like any other: NO_BACKSLASH_ESCAPES, which a statement may change for the next. */
  public plainBackslash = false;
  /** Names of functions that must be seen among rows too, in lower case. */
  public functions: ReadonlySet<string> = new Set();
  private at = 0;
  private delimiter: Buffer = Buffer.from(";");
  private kept: KeptTokens;
  private first = -1;
  private broken: { offset: number; why: Broken } | undefined;
  private notUtf8: number | undefined;
  /**
   * Comments that the client keeps before a statement. It passes over those of a line that begin the line, or stand behind a
   * delimiter, as long as it has kept none.
   */
  private comments: "none" | "block" | "line" = "none";
  private readonly checks: TextChecks;

  public constructor(
    private readonly bytes: Buffer,
    begin = 0,
  ) {
    this.at = begin;
    this.kept = new KeptTokens(bytes, this.functions);
    this.checks = new TextChecks(bytes);
  }

  /** The next statement; undefined at the end of the file. After a broken one comes none. */
  public next(): Statement | undefined {
    while (this.broken === undefined) {
      const statement = this.read();
      if (statement === undefined || statement.tokens.length > 0 || statement.broken) {
        return statement;
      }
    }
    return undefined;
  }

  private read(): Statement | undefined {
    const { bytes } = this;
    this.kept = new KeptTokens(bytes, this.functions);
    this.first = -1;
    this.comments = "none";
    this.notUtf8 = undefined;
    while (this.at < bytes.length && this.broken === undefined) {
      const byte = bytes[this.at] as number;
      const kind = CLASS[byte];
      if (kind === 2) {
        this.at++;
      } else if (this.isDelimiter(byte)) {
        const end = this.at;
        this.at += this.delimiter.length;
        return this.statement(end);
      } else if (kind === 1) {
        this.word();
      } else {
        this.other(byte);
      }
    }
    if (this.broken === undefined && this.first >= 0) {
      this.broken = { offset: this.first, why: "unfinished" };
    }
    return this.first < 0 && this.broken === undefined ? undefined : this.statement(this.at);
  }

  private statement(end: number): Statement {
    const offset = this.first < 0 ? (this.broken?.offset ?? end) : this.first;
    const { broken, notUtf8 } = this;
    const { tokens } = this.kept;
    return { tokens, offset, end, ...(broken && { broken }), ...(notUtf8 !== undefined && { notUtf8 }) };
  }

  private isDelimiter(byte: number): boolean {
    const { delimiter, at } = this;
    if (byte !== delimiter[0]) {
      return false;
    }
    for (let step = 1; step < delimiter.length; step++) {
      if (this.bytes[at + step] !== delimiter[step]) {
        return false;
      }
    }
    return true;
  }

  private word(): void {
    const { bytes } = this;
    const begin = this.at;
    let at = begin + 1;
    // a delimiter of letters ends a word too
    const mayEnd = CLASS[this.delimiter[0] as number] === 1;
    while (at < bytes.length && CLASS[bytes[at] as number] === 1) {
      this.at = at;
      if (mayEnd && this.isDelimiter(bytes[at] as number)) {
        break;
      }
      at++;
    }
    this.at = at;
    if (this.first < 0 && at - begin === 9 && /^delimiter$/i.test(bytes.toString("latin1", begin, at))) {
      this.changeDelimiter(begin);
      return;
    }
    // no statement begins with a character beyond ASCII; the client passes over a mark at the file's first byte alone
    if (this.first < 0 && bytes[begin] === MARK[0] && bytes[begin + 1] === MARK[1] && bytes[begin + 2] === MARK[2]) {
      this.broken = { offset: begin, why: "byte-order-mark" };
      return;
    }
    this.checkText(begin, at);
    this.push("word", begin, begin, at);
  }

  private changeDelimiter(begin: number): void {
    const line = delimiterLine(this.bytes, begin, this.at);
    if (line === undefined || this.comments === "line") {
      this.broken = { offset: begin, why: line === undefined ? "delimiter" : "delimiter-behind-comment" };
      return;
    }
    this.comments = "none";
    this.delimiter = line.delimiter;
    this.at = line.end;
  }

  private other(byte: number): void {
    const { bytes, at } = this;
    const second = bytes[at + 1];
    if (byte === QUOTE || byte === DOUBLE || byte === BACKTICK) {
      this.quoted(byte);
    } else if (byte === HASH || (byte === DASH && second === DASH && isBlankOrEnd(bytes[at + 2]))) {
      this.skipLine();
    } else if (byte === SLASH && second === STAR) {
      this.openComment();
    } else if (byte === STAR && second === SLASH) {
      this.at += 2;
    } else if (byte === BACKSLASH) {
      this.broken = { offset: at, why: "client-command" };
    } else if (byte === 0) {
      this.broken = { offset: at, why: "null-byte" };
    } else {
      this.at++;
      this.push("sign", at, at, at + 1);
    }
  }

  private skipLine(): void {
    if (this.first < 0 && (this.comments !== "none" || isIndented(this.bytes, this.at))) {
      this.comments = "line";
    }
    this.at = endOfLine(this.bytes, this.at);
  }

  private openComment(): void {
    const behind = behindComment(this.bytes, this.at);
    if (behind === undefined) {
      this.broken = { offset: this.at, why: "open-comment" };
    } else {
      if (this.comments === "none") {
        this.comments = "block";
      }
      this.at = behind;
    }
  }

  private quoted(quote: number): void {
    const begin = this.at;
    const end = closingQuote(this.bytes, begin, quote !== BACKTICK && !this.plainBackslash);
    if (end === undefined) {
      this.at = this.bytes.length;
      this.mark(begin);
      this.broken = { offset: begin, why: quote === BACKTICK ? "open-name" : "open-string" };
      return;
    }
    this.at = end + 1;
    this.checkText(begin, end);
    if (this.checks.hasDelimiterLine(begin, end)) {
      this.broken = { offset: begin, why: "delimiter-in-text" };
    }
    this.push(quote === BACKTICK ? "name" : "string", begin, begin + 1, end);
  }

  private checkText(begin: number, end: number): void {
    if (this.notUtf8 === undefined && this.checks.isForeign(begin, end)) {
      this.notUtf8 = begin;
    }
  }

  private push(kind: Token["kind"], offset: number, begin: number, end: number): void {
    this.mark(offset);
    this.kept.push(kind, offset, begin, end);
  }

  private mark(offset: number): void {
    if (this.first < 0) {
      this.first = offset;
    }
  }
}
