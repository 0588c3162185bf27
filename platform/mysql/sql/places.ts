import { isUtf8 } from "node:buffer";

/** Line and column of a byte, both from 1; a column is a character. */
export function placeOf(bytes: Buffer, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let begin = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) {
    line++;
    begin = at + 1;
  }
  const before = bytes.toString("utf8", begin, offset).replace(/^\uFEFF/, "");
  return { line, column: [...before].length + 1 };
}

/** The first byte in a range that is not valid UTF-8. */
export function firstForeignByte(bytes: Buffer, begin: number): number {
  let at = begin;
  while (at < bytes.length) {
    const byte = bytes[at] as number;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(at, at + length))) {
      return at;
    }
    at += length;
  }
  return at;
}
