import { Token } from "cdktf";

/** What cdktf takes for one of its own marks wherever it stands in a text: the inside of a token, words in place of a map. */
const MARKS = /(?<=[$#&]\{)TfToken(?=\[)|^(?:String|Any)(?= Map Token Value$)/g;

/** Negative numbers with an exponent; cdktf has some that stand for tokens, and reads them in any spelling. */
const NUMBERS = /-[\d.]+e[-+]?\d+/g;

/** Behind a carriage return without a line feed, Terraform finds no expression any more, and `$${` now and then. */
const LONE_RETURN = /\r(?!\n)/;

/**
 * A text in a place where Terraform looks for expressions, written so that it stays what it is: `${` and `%{` begin
 * nothing, nor does anything in it mean something to cdktf. Line feeds, quotes and backslashes need nothing here.
 * What is put together with expressions is written by {@link joined}.
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
 * A text that expressions follow. cdktf takes `$${` for the begin of one, and writes the next as if it stood inside; and a
 * sign right before one makes it a text.
 */
function besideExpressions(text: string): string {
  return withoutMarks(text.replace(/[$%]+(?=\{|\r(?!\n)|$)/g, '$${"$&"}').replace(/\r(?!\n)/g, '$${"\\r"}'));
}

/** Whether cdktf would take part of a text for a mark of its own. */
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
