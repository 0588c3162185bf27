import type { Token } from "./statement";

/** A name with the schema before it, and the index after it. */
export interface QualifiedName {
  readonly schema: string | undefined;
  readonly name: string;
  readonly at: number;
  readonly next: number;
}

/** Reads tokens of a statement by index. */
export class TokenReader {
  public constructor(
    private readonly tokens: readonly Token[],
    /** Whether "..." is a name: ANSI_QUOTES. */
    private readonly ansiQuotes = false,
  ) {}

  public get length(): number {
    return this.tokens.length;
  }

  /** Some of the tokens, as a statement of their own. */
  public part(begin: number, end: number): TokenReader {
    return new TokenReader(this.tokens.slice(begin, end), this.ansiQuotes);
  }

  /** Offset of a token in the file. */
  public offset(index: number): number {
    return this.tokens[index]?.offset ?? 0;
  }

  /** A word in capitals, or a sign; "" for quoted names, strings, and after the end. */
  public word(index: number): string {
    const token = this.tokens[index];
    return token?.kind === "word" ? token.text.toUpperCase() : token?.kind === "sign" ? token.text : "";
  }

  /** The text of a string. */
  public string(index: number): string | undefined {
    const token = this.tokens[index];
    return token?.kind === "string" ? token.text : undefined;
  }

  /** Whether these words follow at an index. */
  public has(index: number, ...words: readonly string[]): boolean {
    return words.every((word, step) => this.word(index + step) === word);
  }

  /** The index after any sequence of these phrases. */
  public skip(index: number, ...phrases: readonly string[]): number {
    for (;;) {
      const phrase = phrases.map((one) => one.split(" ")).find((words) => this.has(index, ...words));
      if (phrase === undefined) {
        return index;
      }
      index += phrase.length;
    }
  }

  /** The index of the closing bracket for the one at an index; the end if there is none. */
  public closing(open: number): number {
    let depth = 0;
    for (let at = open; at < this.length; at++) {
      if (this.word(at) === "(") {
        depth++;
      } else if (this.word(at) === ")" && --depth === 0) {
        return at;
      }
    }
    return this.length;
  }

  /** A name, with or without its schema. Undefined if there is none. */
  public name(index: number): QualifiedName | undefined {
    const first = this.identifier(index);
    if (first === undefined) {
      return undefined;
    }
    const second = this.word(index + 1) === "." ? this.identifier(index + 2) : undefined;
    return second === undefined
      ? { schema: undefined, name: first, at: index, next: index + 1 }
      : { schema: first, name: second, at: index, next: index + 3 };
  }

  private identifier(index: number): string | undefined {
    const token = this.tokens[index];
    if (token?.kind === "word") {
      return token.text;
    }
    if (token?.kind === "name") {
      return token.text.replaceAll("``", "`");
    }
    return token?.kind === "string" && this.ansiQuotes ? token.text.replaceAll('""', '"') : undefined;
  }
}
