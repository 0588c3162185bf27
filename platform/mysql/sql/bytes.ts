export const LF = 0x0a;
export const QUOTE = 0x27;
export const DOUBLE = 0x22;
export const BACKTICK = 0x60;
export const BACKSLASH = 0x5c;
export const DASH = 0x2d;
export const HASH = 0x23;
export const SLASH = 0x2f;
export const STAR = 0x2a;
export const BANG = 0x21;
/** A byte order mark in UTF-8. */
export const MARK = [0xef, 0xbb, 0xbf];

/** 1: part of a word; 2: a blank. */
export const CLASS = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) {
  const isWord = /[A-Za-z0-9_$]/.test(String.fromCharCode(byte)) || byte >= 0x80;
  CLASS[byte] = isWord ? 1 : byte === 0x20 || (byte >= 0x09 && byte <= 0x0d) ? 2 : 0;
}

export function isBlankOrEnd(byte: number | undefined): boolean {
  return byte === undefined || CLASS[byte] === 2;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
