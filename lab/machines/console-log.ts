import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** What each of the two files of a console holds at most, in bytes. */
const LIMIT = 1024 * 1024;

/**
 * A console's text in a file that cannot fill the disk: a full one becomes `FILE.old`, in place of the one before, and
 * a new one begins.
 */
export class ConsoleLog {
  private size: number;

  constructor(
    readonly file: string,
    private readonly limit = LIMIT,
  ) {
    this.size = existsSync(file) ? statSync(file).size : 0;
  }

  append(text: Buffer): void {
    // written at once, so that the last words of a machine are there whatever becomes of us
    appendFileSync(this.file, text, { mode: 0o600 });
    this.size += text.length;
    if (this.size >= this.limit) {
      renameSync(this.file, `${this.file}.old`);
      this.size = 0;
    }
  }

  /** The last lines, without the terminal's control sequences. */
  lastLines(count: number): readonly string[] {
    const text = [`${this.file}.old`, this.file].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""));
    const lines = stripVTControlCharacters(text.join("")).split(/[\r\n]+/);
    return lines.filter((line) => line !== "").slice(-count);
  }
}
