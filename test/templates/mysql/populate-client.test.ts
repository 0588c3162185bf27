// @module-tag tools
// @module-tag needs/mysqld
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Statements } from "../../../platform/mysql/sql/statements";
import { ALL } from "../../extent.mts";
import { Filling } from "./filling";

const runs = ALL ? 300 : 12;

/** The statements of a file, each from its first token on. */
function split(file: Buffer): string[] {
  const statements = new Statements(file);
  const found: string[] = [];
  for (let one = statements.next(); one !== undefined; one = statements.next()) {
    expect(one.broken).toBeUndefined();
    found.push(file.toString("latin1", one.offset, one.end).trimEnd());
  }
  return found;
}

const piece = fc.constantFrom(
  "a",
  "1",
  "'x;y'",
  "'it''s;'",
  "'\\';\\\\'",
  '"q;\\""',
  '"a"";"',
  "`a;``b`",
  "/* ; ' */",
  "/*! 1 */",
  "/*!50003 'a;' */",
  "-- ; '\n",
  "# ; `\n",
  "--1",
  "-- \n",
  "'--'",
  "'/*'",
  "é",
  "'é;'",
  "'\r\n'",
  "\t",
  "\r\n",
  "+",
  "( )",
  "@a",
  "'\xff'",
  "\\n".replace("\\n", "\n"),
);
const statement = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => `SELECT ${pieces.join(" ")}`);
const order = fc.constantFrom(";", ";;", "//", "$$", "|", "END_OF_IT");
const block = fc
  .tuple(
    order,
    fc.array(statement, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("\n", " ", "\n\n", "\r\n"),
    fc.constantFrom("DELIMITER ", "delimiter\t", "  Delimiter  "),
  )
  .map(([end, all, between, word]) => `\n${word}${end}\n${all.map((one) => `${one} ${end}`).join(between)}\n`);

it("statements end where the client `mysql` ends them", async () => {
  const source = await Filling.start("client");
  try {
    await source.sql(
      "CREATE DATABASE x; SET GLOBAL log_output = 'TABLE', GLOBAL log_raw = ON, GLOBAL general_log = ON",
    );
    const files = fc.sample(fc.array(block, { minLength: 1, maxLength: 8 }), { numRuns: runs, seed: 11 });
    for (const blocks of files) {
      const file = Buffer.from(blocks.join(""), "latin1");
      source.machine.machine.write("/tmp/file.sql", file);
      await source.sql("TRUNCATE mysql.general_log");
      await source.machine.machine.run(
        "mysql --no-defaults --default-character-set=utf8mb4 --binary-mode --comments --force x </tmp/file.sql",
      );
      const log = await source.sql(
        "SELECT HEX(argument) FROM mysql.general_log WHERE command_type = 'Query' AND thread_id <> CONNECTION_ID() AND argument NOT LIKE '%general_log%' AND argument NOT LIKE 'select @@version%' AND argument NOT LIKE 'select $$' ORDER BY event_time",
      );
      const sent = log
        .split("\n")
        .filter(Boolean)
        .map((hex) => Buffer.from(hex, "hex").toString("latin1").trimEnd());
      const read = split(file);
      expect(sent.length, JSON.stringify([blocks.join(""), sent, read], null, 1)).toBe(read.length);
      // the client sends what stands before a statement with it
      for (const [at, one] of read.entries()) {
        expect(sent[at]?.endsWith(one), `${sent[at]}\n---\n${one}`).toBe(true);
      }
    }
  } finally {
    await source.stop();
  }
});
