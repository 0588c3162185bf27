/** A piece of a statement. Blanks and comments are none; what stands in `/*! ... *\/` is, since MySQL executes it. */
export interface Token {
  /** `word`: keywords, names without quotes, numbers; `name`: in backticks; `string`: in ' or "; `sign`: one character. */
  readonly kind: "word" | "name" | "string" | "sign";
  /** As written for words and signs; without its quotes for names and strings. Bytes beyond ASCII as Latin-1. */
  readonly text: string;
  readonly offset: number;
}

/** A statement as the client `mysql` sends it. */
export interface Statement {
  /** The first tokens: all of them, except for those of the long lists of INSERT and REPLACE, of which few are kept. */
  readonly tokens: readonly Token[];
  /** Where its first token begins. */
  readonly offset: number;
  /** Behind its last byte, before its delimiter. */
  readonly end: number;
  /** What is wrong with how it is written, so that nothing behind it can be read. */
  readonly broken?: { readonly offset: number; readonly why: Broken };
  /** Where text begins that is not UTF-8 and has no `_charset` before it. */
  readonly notUtf8?: number;
}

/** `open-*`: the file ends within it. `unfinished`: no delimiter follows. */
export type Broken =
  | "open-string"
  | "open-name"
  | "open-comment"
  | "unfinished"
  | "delimiter"
  | "delimiter-in-text"
  | "delimiter-behind-comment"
  | "client-command"
  | "byte-order-mark"
  | "null-byte";
