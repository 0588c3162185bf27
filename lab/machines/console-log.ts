import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** Largest size of each of a console's two files. */
const LIMIT = 1024 * 1024;

/** A console's text in a file that cannot fill the disk: a full file replaces `FILE.old`, and a new one begins. */
export class ConsoleLog {
  private size: number;

  constructor(
    readonly file: string,
    private readonly limit = LIMIT,
  ) {
    this.size = existsSync(file) ? statSync(file).size : 0;
  }

  append(text: Buffer): void {
    // written at once, so that the last lines survive the end of this process
    appendFileSync(this.file, text, { mode: 0o600 });
    this.size += text.length;
    if (this.size >= this.limit) {
      renameSync(this.file, `${this.file}.old`);
      this.size = 0;
    }
  }

  /** The last lines, without terminal control sequences. */
  lastLines(count: number): readonly string[] {
    const text = [`${this.file}.old`, this.file].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""));
    const lines = stripVTControlCharacters(text.join("")).split(/[\r\n]+/);
    return lines.filter((line) => line !== "").slice(-count);
  }
}
