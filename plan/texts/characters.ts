/**
 * Control characters except tab, line feed and carriage return; halves of characters, which no file in UTF-8 can
 * contain.
 */
const FORBIDDEN = /(?![\t\r\n])\p{Cc}|\p{Surrogate}/u;

/** Most texts are plain, and the first use of Unicode's classes costs milliseconds. */
const PLAIN = /^[\t\r\n\x20-\x7e]*$/;

/** The remedy for such a character. */
export const LEAVE_IT_OUT = "leave it out: of such characters, a plan takes tabs and ends of lines only";

/** The first character of a text that no plan may contain, as `U+0007`, and its index. */
export function forbiddenCharacter(text: string): { readonly codePoint: string; readonly index: number } | undefined {
  const index = PLAIN.test(text) ? -1 : text.search(FORBIDDEN);
  return index < 0
    ? undefined
    : { codePoint: `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0")}`, index };
}
