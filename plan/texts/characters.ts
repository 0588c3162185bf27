/** Control characters but tab, line feed and carriage return; halves of characters, which no file in UTF-8 can hold. */
const FORBIDDEN = /(?![\t\r\n])\p{Cc}|\p{Surrogate}/u;

/** Most texts are plain, and the classes of Unicode cost milliseconds at their first use. */
const PLAIN = /^[\t\r\n\x20-\x7e]*$/;

/** What to do about one. */
export const LEAVE_IT_OUT = "leave it out: of such characters, a plan takes tabs and ends of lines only";

/** The first character of a text that no plan can hold, as `U+0007`, and its index. */
export function forbiddenCharacter(text: string): { readonly codePoint: string; readonly index: number } | undefined {
  const index = PLAIN.test(text) ? -1 : text.search(FORBIDDEN);
  return index < 0
    ? undefined
    : { codePoint: `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0")}`, index };
}
