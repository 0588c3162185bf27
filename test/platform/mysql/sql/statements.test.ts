// @module-tag unit
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { populateProblems } from "../../../../platform/mysql/populate";
import { Statements } from "../../../../platform/mysql/sql/statements";
import { ALL } from "../../../extent.mts";

const runs = ALL ? 20_000 : 1_000;

function split(file: string | Uint8Array, plainBackslash = false): string[] {
  const bytes = Buffer.from(file);
  const statements = new Statements(bytes);
  statements.plainBackslash = plainBackslash;
  const found: string[] = [];
  for (let one = statements.next(); one !== undefined; one = statements.next()) {
    found.push(one.broken ? `${one.broken.why}!` : bytes.toString("latin1", one.offset, one.end).trimEnd());
  }
  return found;
}

/** Pieces of which statements are made, none of which ends one. */
const piece = fc.constantFrom(
  "a",
  "`a;b`",
  "`a``;`",
  "'x;y'",
  "'it''s;'",
  "'\\';'",
  "'\\\\'",
  '"q;"',
  '"a""\\";"',
  "/* ; ' */",
  "/*! ; */".replace(";", "x"),
  "-- ; '\n",
  "# ; `\n",
  "--1",
  "1.5",
  ",",
  "(",
  ")",
  "@@x",
  "''",
  "'--'",
  "'/*'",
  "*/",
  "é",
  "'é;'",
);
const statement = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `S ${pieces.join(" ")}`);
const delimiter = fc.constantFrom(";", ";;", "//", "$$", "|", "END_OF_IT");
const lineEnd = fc.constantFrom("\n", "\r\n");

describe("statements", () => {
  it("end at their delimiter, wherever it stands but in text and comments", () => {
    const file = fc.array(fc.tuple(statement, delimiter, lineEnd), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(file, (parts) => {
        const text = parts.map(([one, end, line]) => `DELIMITER ${end}${line}${one} ${end}${line}`).join("");
        // a delimiter of signs may stand within a statement of others only where none of these is in it
        fc.pre(parts.every(([one, end]) => !/[|$]|\/\//.test(one) || end !== "|"));
        expect(split(text)).toHaveLength(parts.length);
      }),
      { numRuns: runs, seed: 1 },
    );
  });

  it("are the same however many of them stand on a line", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (all) => {
        expect(split(all.map((one) => `${one};`).join(""))).toEqual(split(all.map((one) => `${one} ;\r\n`).join("\n")));
      }),
      { numRuns: runs, seed: 2 },
    );
  });

  it("are read of any bytes at all, and every file that is cut off within one is found to be", () => {
    const bytes = fc.array(
      fc.oneof(
        fc.constantFrom(..."';\"`/*!-# \n\\\0@.,=()x").map((sign) => Buffer.from(sign)),
        fc
          .constantFrom(
            "DELIMITER ",
            "DELIMITER //\n",
            "SET ",
            "sql_mode",
            "NAMES ",
            "CREATE ",
            "DEFINER=",
            "TABLE ",
            "UPDATE ",
            "DELETE FROM ",
            "WITH ",
            "ALTER TABLE ",
            "db01",
            "RENAME TO ",
          )
          .map((word) => Buffer.from(word)),
        fc.uint8Array({ minLength: 1, maxLength: 3 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(bytes, (pieces) => {
        const file = Buffer.concat(pieces);
        for (const { line, column, message, remedy } of populateProblems(file, { database: "db01", settings: {} })) {
          expect(line).toBeGreaterThan(0);
          expect(column).toBeGreaterThan(0);
          expect(message && remedy).toBeTruthy();
        }
      }),
      { numRuns: runs, seed: 3 },
    );
    const whole = "INSERT INTO t VALUES ('a;', `b`, \"c\") /* d */;";
    for (let end = 1; end < whole.length; end++) {
      expect(split(whole.slice(0, end)).at(-1), `${end}`).toMatch(/!$/);
    }
  });

  it("keep a backslash where it is plain", () => {
    expect(split("S 'a\\'; T;", true)).toEqual(["S 'a\\'", "T"]);
    expect(split("S 'a\\'; T;")).toEqual(["open-string!"]);
  });

  it("keep the head alone of long lists of rows", () => {
    const statements = new Statements(Buffer.from(`INSERT INTO t VALUES ${"(1, 'x'),".repeat(10_000)}(1, 'x');`));
    expect(statements.next()?.tokens.length).toBeLessThan(100);
  });
});
