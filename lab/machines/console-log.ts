import { appendFileSync, existsSync, readFileSync, renameSync, statSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** Largest size of each of a console's two files. */
const LIMIT_BYTES = 1024 * 1024;

/** A console's text in a file that cannot fill the disk: a full file replaces `FILE.old`, and a new one begins. */
export class ConsoleLog {
  private sizeBytes: number;

  constructor(
    readonly file: string,
    private readonly limitBytes = LIMIT_BYTES,
  ) {
    this.sizeBytes = existsSync(file) ? statSync(file).size : 0;
  }

  append(text: Buffer): void {
    // written at once, so that the last lines survive the end of this process
    appendFileSync(this.file, text, { mode: 0o600 });
    this.sizeBytes += text.length;
    if (this.sizeBytes >= this.limitBytes) {
      renameSync(this.file, `${this.file}.old`);
      this.sizeBytes = 0;
    }
  }

  /** The last lines, without terminal control sequences. */
  lastLines(count: number): readonly string[] {
    const text = [`${this.file}.old`, this.file].map((file) => (existsSync(file) ? readFileSync(file, "utf8") : ""));
    const lines = stripVTControlCharacters(text.join("")).split(/[\r\n]+/);
    return lines.filter((line) => line !== "").slice(-count);
  }
}
