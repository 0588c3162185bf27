import { Token } from "cdktf";

/**
 * What cdktf treats as one of its own marks anywhere in a text: the inside of a token, and its words in place of a map.
 */
const MARKS = /(?<=[$#&]\{)TfToken(?=\[)|^(?:String|Any)(?= Map Token Value$)/g;

/** Negative numbers with an exponent: cdktf uses some as tokens, and recognises them in any spelling. */
const NUMBERS = /-[\d.]+e[-+]?\d+/g;

/** After a carriage return without a line feed, Terraform no longer finds expressions, and `$${` only sometimes. */
const LONE_RETURN = /\r(?!\n)/;

/**
 * A text for a place where Terraform looks for expressions, escaped so that it stays unchanged: `${` and `%{` begin no
 * expression, and cdktf finds no mark of its own. Line feeds, quotes and backslashes need no escape here. For a text
 * with expressions, use {@link joined}.
 */
export function literal(text: string): string {
  if (LONE_RETURN.test(text)) {
    return besideExpressions(text);
  }
  return withoutMarks(text.replace(/[$%](?=\{)/g, "$&$&"));
}

/** Texts and expressions as one text. */
export function joined(parts: readonly (string | { readonly expression: string })[]): string {
  if (parts.every((part) => typeof part === "string")) {
    return literal(parts.join(""));
  }
  return parts.map((part) => (typeof part === "string" ? besideExpressions(part) : part.expression)).join("");
}

/**
 * A text with expressions beside it. cdktf treats `$${` as the start of an expression and writes the next one as if it
 * stood inside; and a `$` or `%` directly before an expression makes it a text.
 */
function besideExpressions(text: string): string {
  return withoutMarks(text.replace(/[$%]+(?=\{|\r(?!\n)|$)/g, '$${"$&"}').replace(/\r(?!\n)/g, '$${"\\r"}'));
}

/** Whether cdktf would treat part of a text as a mark of its own. */
export function holdsMark(text: string): boolean {
  return withoutMarks(text) !== text;
}

function withoutMarks(text: string): string {
  return text
    .replace(MARKS, '$${"$&"}')
    .replace(NUMBERS, (number) =>
      Token.isUnresolved(Number.parseFloat(number)) ? number.replace("e", '${"e"}') : number,
    );
}
