import { DEFAULT_PACKET_BYTES } from "../packets";
import { sizeOf } from "../sizes";
import { firstForeignByte } from "../sql/places";
import type { ReadingModes } from "../sql/reading-modes";
import type { Broken, Statement } from "../sql/statement";
import type { Problems } from "./problems";

const BROKEN: Readonly<Record<Exclude<Broken, "client-command">, readonly [message: string, remedy: string]>> = {
  "open-string": [
    "a string begins here that does not end",
    "if the file was cut off, fetch it again; else close the quote",
  ],
  "open-name": ["a name in ` begins here that does not end", "if the file was cut off, fetch it again; else close it"],
  "open-comment": ["a comment begins here that does not end", "if the file was cut off, fetch it again; else close it"],
  unfinished: [
    "the last statement begins here and has no end",
    "if the file was cut off, fetch it again; else put its delimiter (;) behind it",
  ],
  delimiter: [
    "DELIMITER is an order to the client `mysql`, and stands on a line of its own",
    "write DELIMITER and the delimiter, without quotes and backslashes, and nothing else on the line",
  ],
  "delimiter-in-text": [
    "a line of this text reads DELIMITER, with blanks at its end",
    "write the text with \\r\\n in place of line ends",
  ],
  "delimiter-behind-comment": [
    "the client `mysql` fails at DELIMITER behind these comments: it sends them to the server as a statement",
    "move the lines with -- or # behind the DELIMITER; or leave no block comment before them, and no blank before their --",
  ],
  "byte-order-mark": [
    "a byte order mark stands here, which only a file may begin with",
    "remove it: it comes from files that were put together",
  ],
  "null-byte": ["a null byte stands outside of a string", "write the file as text in UTF-8"],
};

/** How a file is written: whether it is whole, in which characters, and in statements that the server takes. */
export class Writing {
  private readonly packet: number;

  /** @param maxAllowedPacket as the plan sets it */
  public constructor(
    private readonly bytes: Buffer,
    private readonly problems: Problems,
    maxAllowedPacket: string | undefined,
  ) {
    this.packet = sizeOf(maxAllowedPacket) ?? DEFAULT_PACKET_BYTES;
  }

  public look({ notUtf8, offset, end, broken }: Statement, modes: ReadingModes): void {
    if (notUtf8 !== undefined && modes.isUtf8) {
      const at = firstForeignByte(this.bytes, notUtf8);
      const byte = (this.bytes[at] ?? 0).toString(16).toUpperCase();
      this.problems.add(
        at,
        `the byte 0x${byte} is not UTF-8, which the text is taken for`,
        "save the file as UTF-8, or say what it is in a first line: SET NAMES latin1;",
        "bytes of a BLOB are written _binary '...', or in hexadecimal: mysqldump --hex-blob",
      );
    }
    if (end - offset > this.packet) {
      this.problems.add(
        offset,
        `a statement has ${end - offset} bytes; the server takes ${this.packet}`,
        "write smaller ones (mysqldump --net-buffer-length=1M), or raise max_allowed_packet in `settings`",
      );
    }
    if (broken !== undefined) {
      this.lookAtBroken(broken);
    }
  }

  /** mysqldump says at its end that it is one. */
  public lookForEnd(): void {
    const { bytes } = this;
    const head = bytes.toString("latin1", 0, 256);
    if (!/^(?:\S*enable the sandbox mode[^\n]*\n)?-- (MySQL|MariaDB) dump /m.test(head)) {
      return;
    }
    const begins = Math.max(bytes.lastIndexOf("\n-- MySQL dump "), bytes.lastIndexOf("\n-- MariaDB dump "));
    if (bytes.lastIndexOf("\n-- Dump completed") > begins) {
      return;
    }
    this.problems.add(
      bytes.length,
      "the dump has no last line `-- Dump completed`: it is cut off",
      "write or fetch it again; if it is whole, remove its first line `-- MySQL dump`",
    );
  }

  private lookAtBroken({ offset, why }: { readonly offset: number; readonly why: Broken }): void {
    if (why !== "client-command") {
      this.problems.add(offset, ...BROKEN[why]);
      return;
    }
    const letter = this.bytes.toString("latin1", offset + 1, offset + 2);
    const isMariaDb = this.bytes.toString("latin1", Math.max(0, offset - 9), offset) === "/*!999999";
    const remedy = isMariaDb
      ? "this line of a dump is for MariaDB's own client: remove it"
      : /g/i.test(letter)
        ? "end the statement with ;"
        : "leave it out";
    this.problems.add(offset, `\\${letter.replace(/[^!-~]/, "")} is an order to the client \`mysql\`, not SQL`, remedy);
  }
}
