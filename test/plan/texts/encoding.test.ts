// @module-tag unit
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode } from "../../../plan/texts/encoding";
import { TRIAL } from "../trial";

/** UTF-16 as an editor of Windows writes it. */
function utf16(text: string, order: "LE" | "BE", mark: boolean): Buffer {
  const little = Buffer.from((mark ? "\uFEFF" : "") + text, "utf16le");
  return order === "LE" ? little : little.swap16();
}

function utf32(text: string, order: "LE" | "BE"): Buffer {
  const points = [...`\uFEFF${text}`].map((character) => character.codePointAt(0) as number);
  const bytes = Buffer.alloc(points.length * 4);
  points.forEach((point, index) => {
    if (order === "LE") {
      bytes.writeUInt32LE(point, index * 4);
    } else {
      bytes.writeUInt32BE(point, index * 4);
    }
  });
  return bytes;
}

describe("bytes", () => {
  it("in UTF-8 are their text, with and without a byte order mark", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        fc.pre(!text.includes("\0"));
        expect(decode(Buffer.from(`name: ${text}`, "utf8"))).toBe(`name: ${text}`);
      }),
    );
    expect(decode(Buffer.from(`\uFEFF${TRIAL}`))).toBe(`\uFEFF${TRIAL}`);
    expect(decode(new Uint8Array())).toBe("");
  });

  it.each([
    ["UTF-16 LE", utf16(TRIAL, "LE", true), "is UTF-16, not UTF-8", "iconv -f UTF-16 -t UTF-8"],
    ["UTF-16 BE", utf16(TRIAL, "BE", true), "is UTF-16, not UTF-8", "iconv -f UTF-16 -t UTF-8"],
    ["UTF-16 LE without a mark", utf16(TRIAL, "LE", false), "is UTF-16 without a byte order mark", "-f UTF-16LE"],
    ["UTF-16 BE without a mark", utf16(TRIAL, "BE", false), "is UTF-16 without a byte order mark", "-f UTF-16BE"],
    ["UTF-32 LE", utf32(TRIAL, "LE"), "is UTF-32, not UTF-8", "iconv -f UTF-32"],
    ["UTF-32 BE", utf32(TRIAL, "BE"), "is UTF-32, not UTF-8", "iconv -f UTF-32"],
    ["gzip", gzipSync(TRIAL), "is compressed with gzip", "gunzip"],
    ["ZIP", Buffer.from("504b030414000000", "hex"), "is a ZIP archive", "plain text in UTF-8"],
    ["an ELF program", Buffer.from("7f454c460201010000000000", "hex"), "is binary: it holds a zero byte", "text file"],
  ])("in %s are told", (_, bytes, problem, remedy) => {
    expect(decode(bytes)).toMatchObject({
      problem: expect.stringContaining(problem),
      remedy: expect.stringContaining(remedy),
    });
  });

  it("in Latin-1 are told by the first letter that is none", () => {
    expect(decode(Buffer.from("name: trial\n# Zürich\n", "latin1"))).toEqual({
      problem: "is not UTF-8: the byte FC begins no character (in ISO-8859-1 it is ü)",
      remedy: "save it as UTF-8, or: iconv -f ISO-8859-1 -t UTF-8",
      line: 2,
      column: 4,
    });
    expect(decode(Buffer.from([0x93, 0x61, 0x94]))).toMatchObject({
      problem: "is not UTF-8: the byte 93 begins no character",
      remedy: expect.stringContaining("WINDOWS-1252"),
    });
  });

  it("are told at the first byte that is part of no character, wherever it is", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", minLength: 0, maxLength: 20 }),
        fc.constantFrom([0xff], [0xe9], [0xc3], [0xf0, 0x9f], [0x80], [0xe2, 0x82]),
        fc.constantFrom("", "a", "\n", "é"),
        (before, bad, behind) => {
          fc.pre(!/[\0\p{Surrogate}]/u.test(before) && !/^(BZh|PK|%PDF)/.test(before));
          const bytes = Buffer.concat([Buffer.from(`a${before}`), Buffer.from(bad), Buffer.from(behind)]);
          const lines = `a${before}`.split("\n");
          expect(decode(bytes)).toMatchObject({
            line: lines.length,
            column: [...(lines.at(-1) as string)].length + 1,
          });
        },
      ),
    );
  });
});
