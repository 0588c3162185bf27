import { isUtf8 } from "node:buffer";
import { SEEN_IN_ROWS } from "./outside";
import type { Broken, Statement, Token } from "./statement";

/** Bytes of the names of functions that are seen among rows. */
const SHORTEST = 9;
const LONGEST = 64;

/** Of lists of rows only the head is of interest, and memory is not for millions of tokens. */
const TOKENS_OF_ROWS = 64;

const LF = 0x0a;
const QUOTE = 0x27;
const DOUBLE = 0x22;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const DASH = 0x2d;
const HASH = 0x23;
const SLASH = 0x2f;
const STAR = 0x2a;
const BANG = 0x21;
/** A byte order mark in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];

/** 1: part of a word; 2: a blank. */
const CLASS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isWord = /[A-Za-z0-9_$]/.test(String.fromCharCode(byte)) || byte >= 0x80;
  CLASS[byte] = isWord ? 1 : byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 2 : 0;
}

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
  private tokens: Token[] = [];
  private most = Number.POSITIVE_INFINITY;
  /** Tokens to keep though they stand among rows: what a function is called with. */
  private further = 0;
  private first = -1;
  private broken: { offset: number; why: Broken } | undefined;
  private notUtf8: number | undefined;
  /** A line end that is not before what was last looked at. */
  private lineEnd = -1;
  private readonly isUtf8: boolean;

  public constructor(
    private readonly bytes: Buffer,
    begin = 0,
  ) {
    this.at = begin;
    this.isUtf8 = isUtf8(bytes);
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
    this.tokens = [];
    this.most = Number.POSITIVE_INFINITY;
    this.further = 0;
    this.first = -1;
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
    const { tokens, broken, notUtf8 } = this;
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
    if (this.tokens.length === 1 && /^(insert|replace)$/i.test(this.tokens[0]?.text ?? "")) {
      this.most = TOKENS_OF_ROWS;
    }
  }

  /** `DELIMITER //`: an order to the client, on a line of its own. */
  private changeDelimiter(begin: number): void {
    const { bytes } = this;
    const lineBegin = bytes.lastIndexOf(LF, begin - 1) + 1;
    const found = bytes.indexOf(LF, this.at);
    const lineEnd = found < 0 ? bytes.length : found;
    const before = begin === 0 ? "" : bytes.toString("latin1", lineBegin, begin);
    // the client passes over what follows behind a space
    const [, delimiter] = /^\s+(\S+)(\s*| .*)$/.exec(bytes.toString("latin1", this.at, lineEnd)) ?? [];
    // behind other words, and for quotes and backslashes, the client has rules that nobody relies on
    if (!/^\s*$/.test(before.replace(/^\u00ef\u00bb\u00bf/, "")) || !delimiter || /[\\'"`]/.test(delimiter)) {
      this.broken = { offset: begin, why: "delimiter" };
      return;
    }
    this.delimiter = Buffer.from(delimiter, "latin1");
    this.at = lineEnd;
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
    const end = this.bytes.indexOf(LF, this.at);
    this.at = end < 0 ? this.bytes.length : end;
  }

  /** A comment is passed over; one that MySQL executes is opened only, since its text is a part of the statement. */
  private openComment(): void {
    const { bytes, at } = this;
    if (bytes[at + 2] === BANG) {
      this.at = at + 3;
      // a version of five or six digits
      while (this.at < at + 9 && isDigit(bytes[this.at])) {
        this.at++;
      }
      return;
    }
    const end = bytes.indexOf("*/", at + 2, "latin1");
    if (end < 0) {
      this.broken = { offset: at, why: "open-comment" };
    } else {
      this.at = end + 2;
    }
  }

  private quoted(quote: number): void {
    const { bytes } = this;
    const begin = this.at;
    const escapes = quote !== BACKTICK && !this.plainBackslash;
    let at = begin + 1;
    for (;;) {
      const byte = bytes[at];
      if (byte === quote) {
        if (bytes[at + 1] !== quote) {
          break;
        }
        at += 2;
      } else if (byte === BACKSLASH && escapes) {
        at += 2;
      } else if (at >= bytes.length) {
        this.at = bytes.length;
        this.mark(begin);
        this.broken = { offset: begin, why: quote === BACKTICK ? "open-name" : "open-string" };
        return;
      } else {
        at++;
      }
    }
    this.at = at + 1;
    this.checkText(begin, at);
    this.checkLines(begin, at);
    this.push(quote === BACKTICK ? "name" : "string", begin, begin + 1, at);
  }

  private checkText(begin: number, end: number): void {
    if (this.isUtf8 || this.notUtf8 !== undefined || isUtf8(this.bytes.subarray(begin, end))) {
      return;
    }
    // `_binary`, `_latin1` or another name of a character set before a string says what its bytes are
    const before = this.bytes.toString("latin1", Math.max(0, begin - 24), begin);
    if (!/(^|[^A-Za-z0-9_$])_[a-z][a-z0-9]*\s*$/i.test(before)) {
      this.notUtf8 = begin;
    }
  }

  /** On its way to the client, DELIMITER with blanks at the end of its line gets one more: no text may look like that. */
  private checkLines(begin: number, end: number): void {
    if (this.lineEnd < begin) {
      const found = this.bytes.indexOf(LF, begin);
      this.lineEnd = found < 0 ? this.bytes.length : found;
    }
    if (this.lineEnd >= end) {
      return;
    }
    if (/\n\s*delimiter\s+\S+[^\S\n]+\n/i.test(this.bytes.toString("latin1", begin, end))) {
      this.broken = { offset: begin, why: "delimiter-in-text" };
    }
  }

  private push(kind: Token["kind"], offset: number, begin: number, end: number): void {
    this.mark(offset);
    if (this.tokens.length >= this.most && !this.isCall(kind, begin, end) && this.further-- <= 0) {
      return;
    }
    this.tokens.push({ kind, text: this.bytes.toString("latin1", begin, end), offset });
  }

  /** Whether a word among rows is a function that must be seen. */
  private isCall(kind: Token["kind"], begin: number, end: number): boolean {
    const size = end - begin;
    const { functions } = this;
    if (kind === "string" || size > LONGEST || (size < SHORTEST && functions.size === 0)) {
      return false;
    }
    const text = this.bytes.toString("latin1", begin, end);
    if (!(kind === "word" && SEEN_IN_ROWS.test(text)) && !functions.has(text.toLowerCase())) {
      return false;
    }
    this.further = 2;
    return true;
  }

  private mark(offset: number): void {
    if (this.first < 0) {
      this.first = offset;
    }
  }
}

function isBlankOrEnd(byte: number | undefined): boolean {
  return byte === undefined || CLASS[byte] === 2;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
