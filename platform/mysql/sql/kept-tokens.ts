import { SEEN_IN_ROWS } from "./outside";
import type { Token } from "./statement";

/** Bytes of the names of functions that are seen among rows. */
const SHORTEST = 9;
const LONGEST = 64;

/** Of lists of rows only the head is of interest, and memory is not for millions of tokens. */
const TOKENS_OF_ROWS = 64;

/** The tokens of a statement that are kept: all of them, or the head of a list of rows and the calls in it. */
export class KeptTokens {
  public readonly tokens: Token[] = [];
  private most = Number.POSITIVE_INFINITY;
  /** Tokens to keep though they stand among rows: what a function is called with. */
  private further = 0;

  /** @param functions names of functions that must be seen among rows too, in lower case */
  public constructor(
    private readonly bytes: Buffer,
    private readonly functions: ReadonlySet<string>,
  ) {}

  /** @param begin behind the quote of a name or a string, as `end` is before it */
  public push(kind: Token["kind"], offset: number, begin: number, end: number): void {
    if (this.tokens.length >= this.most && !this.isCall(kind, begin, end) && this.further-- <= 0) {
      return;
    }
    const text = this.bytes.toString("latin1", begin, end);
    this.tokens.push({ kind, text, offset });
    if (this.tokens.length === 1 && kind === "word" && /^(insert|replace)$/i.test(text)) {
      this.most = TOKENS_OF_ROWS;
    }
  }

  /** Whether a word among rows is a function that must be seen. */
  private isCall(kind: Token["kind"], begin: number, end: number): boolean {
    const size = end - begin;
    if (kind === "string" || size > LONGEST || (size < SHORTEST && this.functions.size === 0)) {
      return false;
    }
    const text = this.bytes.toString("latin1", begin, end);
    if (!(kind === "word" && SEEN_IN_ROWS.test(text)) && !this.functions.has(text.toLowerCase())) {
      return false;
    }
    this.further = 2;
    return true;
  }
}
