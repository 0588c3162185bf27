import type { Assignment } from "./assignments";
import type { TokenReader } from "./names";

/**
 * Character sets in which a byte of a character may look like a backslash or a quote: the client splits their text
 * wrongly.
 */
const UNSAFE = ["big5", "cp932", "gb18030", "gbk", "sjis"];

/** Modes of `sql_mode` that include others, of those that affect how a statement is read. */
const ANSI_QUOTES = ["ANSI_QUOTES", "ANSI"];

/** Without this mode, which is set by default, a server uses InnoDB instead of an engine that it does not have. */
const NO_SUBSTITUTION = ["NO_ENGINE_SUBSTITUTION", "TRADITIONAL"];

/** How the statements of a session are read. Statements can change it. */
export class ReadingModes {
  public plainBackslash = false;
  public ansiQuotes = false;
  /** Whether the server refuses an engine that it does not have. */
  public insistsOnEngine = true;
  /** Of SET NAMES. */
  private names = "utf8mb4";
  /** From `character_set_client`, until it is restored. */
  private client: string | undefined;
  private readonly first: Pick<ReadingModes, "plainBackslash" | "ansiQuotes" | "insistsOnEngine">;

  /** @param sqlMode the session's initial mode, e.g. `ANSI_QUOTES,NO_BACKSLASH_ESCAPES` */
  public constructor(sqlMode = "NO_ENGINE_SUBSTITUTION") {
    this.setModes(sqlMode);
    const { plainBackslash, ansiQuotes, insistsOnEngine } = this;
    this.first = { plainBackslash, ansiQuotes, insistsOnEngine };
  }

  /** Whether text counts as UTF-8. */
  public get isUtf8(): boolean {
    return /^utf8(mb3|mb4)?$/.test(this.client ?? this.names);
  }

  /** Applies a SET statement. Returns the name of a character set that files cannot have. */
  public take(read: TokenReader, { scope, name, value }: Assignment): string | undefined {
    // a value from a variable restores an earlier value, as in mysqldump's output
    const isSaved = read.word(value) === "@" && read.word(value + 1) !== "@";
    const text = read.string(value) ?? read.word(value);
    if (scope === "names") {
      this.client = undefined;
      this.names = text === "DEFAULT" ? "utf8mb4" : text.toLowerCase();
      return UNSAFE.find((unsafe) => unsafe === this.names);
    }
    if (scope !== "session") {
      return undefined;
    }
    if (name === "character_set_client") {
      this.client = isSaved || text === "DEFAULT" ? undefined : text.toLowerCase();
      return UNSAFE.find((unsafe) => unsafe === this.client);
    }
    if (name === "sql_mode") {
      if (isSaved || text === "DEFAULT") {
        Object.assign(this, this.first);
      }
      // CONCAT(@@sql_mode, ',ANSI_QUOTES') adds modes
      else if (read.string(value) !== undefined) {
        this.setModes(text);
      } else {
        this.addModes(read, value);
      }
    }
    return undefined;
  }

  private setModes(text: string): void {
    const modes = text.toUpperCase().split(/[\s,]+/);
    this.plainBackslash = modes.includes("NO_BACKSLASH_ESCAPES");
    this.ansiQuotes = modes.some((mode) => ANSI_QUOTES.includes(mode));
    this.insistsOnEngine = modes.some((mode) => NO_SUBSTITUTION.includes(mode));
  }

  private addModes(read: TokenReader, value: number): void {
    if (read.word(value) !== "CONCAT") {
      // a bare word: SET sql_mode = ANSI
      if (read.word(value + 1) === "" || read.word(value + 1) === ",") {
        this.setModes(read.word(value));
      }
      return;
    }
    for (let at = value; at < read.length; at++) {
      const { plainBackslash, ansiQuotes, insistsOnEngine } = this;
      this.setModes(read.string(at) ?? "");
      this.plainBackslash ||= plainBackslash;
      this.ansiQuotes ||= ansiQuotes;
      this.insistsOnEngine ||= insistsOnEngine;
    }
  }
}
