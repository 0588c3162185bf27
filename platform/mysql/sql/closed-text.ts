import { BACKSLASH, BANG, isBlankOrEnd, isDigit, LF } from "./bytes";

export function endOfLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(LF, at);
  return end < 0 ? bytes.length : end;
}

/** Whether blanks, and nothing else, stand before an index on its line. */
export function isIndented(bytes: Buffer, index: number): boolean {
  let at = index - 1;
  while (at >= 0 && bytes[at] !== LF && isBlankOrEnd(bytes[at])) {
    at--;
  }
  return at < index - 1 && (at < 0 || bytes[at] === LF);
}

/**
 * Where a reader goes on behind the beginning of a comment. One that MySQL executes is opened only, since its text is a part
 * of the statement. Undefined: the comment has no end.
 */
export function behindComment(bytes: Buffer, begin: number): number | undefined {
  if (bytes[begin + 2] === BANG) {
    let at = begin + 3;
    // a version of five or six digits
    while (at < begin + 9 && isDigit(bytes[at])) {
      at++;
    }
    return at;
  }
  const end = bytes.indexOf("*/", begin + 2, "latin1");
  return end < 0 ? undefined : end + 2;
}

/**
 * The quote that closes the one at an index: doubled ones belong to the text. Undefined: the file ends before.
 * @param escapes whether a backslash takes the meaning from what follows it
 */
export function closingQuote(bytes: Buffer, begin: number, escapes: boolean): number | undefined {
  const quote = bytes[begin];
  for (let at = begin + 1; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === quote) {
      if (bytes[at + 1] !== quote) {
        return at;
      }
      at += 2;
    } else {
      at += byte === BACKSLASH && escapes ? 2 : 1;
    }
  }
  return undefined;
}
