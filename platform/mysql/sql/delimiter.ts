import { LF } from "./bytes";

/** The order of a line, and where the line ends. */
export interface DelimiterLine {
  readonly delimiter: Buffer;
  readonly end: number;
}

/** `DELIMITER //`, an order to the client on a line of its own. Undefined: it is none that can be relied on. */
export function delimiterLine(bytes: Buffer, begin: number, behindWord: number): DelimiterLine | undefined {
  const lineBegin = bytes.lastIndexOf(LF, begin - 1) + 1;
  const found = bytes.indexOf(LF, behindWord);
  const end = found < 0 ? bytes.length : found;
  const before = begin === 0 ? "" : bytes.toString("latin1", lineBegin, begin);
  // the client passes over what follows behind a space
  const [, delimiter] = /^\s+(\S+)(\s*| .*)$/.exec(bytes.toString("latin1", behindWord, end)) ?? [];
  // behind other words, and for quotes and backslashes, the client has rules that nobody relies on
  if (!/^\s*$/.test(before.replace(/^\u00ef\u00bb\u00bf/, "")) || !delimiter || /[\\'"`]/.test(delimiter)) {
    return undefined;
  }
  return { delimiter: Buffer.from(delimiter, "latin1"), end };
}
