import type { Position } from "../findings/diagnostic";

/** A text, with the position of each of its characters. */
export class Source {
  /** The text without a byte order mark: editors do not show one, so no column counts it. */
  public readonly text: string;
  private readonly lineStarts: number[] = [0];
  private readonly hasPairs: boolean;

  public constructor(
    public readonly file: string,
    text: string,
  ) {
    this.text = text.replace(/^\uFEFF/, "");
    this.hasPairs = /[\uD800-\uDBFF]/.test(text);
    for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
      this.lineStarts.push(at + 1);
    }
  }

  /** The position of the character at an offset. */
  public position(offset: number): Position {
    let low = 0;
    let high = this.lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lineStarts[middle] as number) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    const start = this.lineStarts[low] as number;
    // a character beyond U+FFFF is two units of a string, and one column
    const column = this.hasPairs ? [...this.text.slice(start, offset)].length : offset - start;
    return { file: this.file, line: low + 1, column: column + 1 };
  }
}
