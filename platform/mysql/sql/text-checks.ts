import { isUtf8 } from "node:buffer";
import { LF } from "./bytes";

/** What words and quoted text of a file must not hold. */
export class TextChecks {
  private readonly isUtf8: boolean;
  /** A line end that is not before what was last looked at. */
  private lineEnd = -1;

  public constructor(private readonly bytes: Buffer) {
    this.isUtf8 = isUtf8(bytes);
  }

  /** Whether text is not UTF-8, and nothing calls it otherwise. */
  public isForeign(begin: number, end: number): boolean {
    if (this.isUtf8 || isUtf8(this.bytes.subarray(begin, end))) {
      return false;
    }
    // `_binary`, `_latin1` or another name of a character set before a string says what its bytes are
    const before = this.bytes.toString("latin1", Math.max(0, begin - 24), begin);
    return !/(^|[^A-Za-z0-9_$])_[a-z][a-z0-9]*\s*$/i.test(before);
  }

  /** On its way to the client, DELIMITER with blanks at the end of its line gets one more: no text may look like that. */
  public hasDelimiterLine(begin: number, end: number): boolean {
    if (this.lineEnd < begin) {
      const found = this.bytes.indexOf(LF, begin);
      this.lineEnd = found < 0 ? this.bytes.length : found;
    }
    return this.lineEnd < end && /\n\s*delimiter\s+\S+[^\S\n]+\n/i.test(this.bytes.toString("latin1", begin, end));
  }
}
