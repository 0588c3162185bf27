/** Control characters but tab, line feed and carriage return; halves of characters, which no file in UTF-8 can hold. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\p{Surrogate}/u;

/** What to do about one. */
export const LEAVE_IT_OUT = "leave it out: of such characters, a plan takes tabs and ends of lines only";

/** The first character of a text that no plan can hold, as `U+0007`, and its index. */
export function forbiddenCharacter(text: string): { readonly codePoint: string; readonly index: number } | undefined {
  const index = text.search(FORBIDDEN);
  return index < 0
    ? undefined
    : { codePoint: `U+${text.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0")}`, index };
}
