// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { invisibleInTokens, tokensOf } from "../../../plan/yaml/tokens";

describe("tokens", () => {
  it("are found in order, with their places", () => {
    expect(tokensOf("a {{ b.c }} {{d}}")).toEqual([
      { name: "b.c", begin: 2, nameBegin: 5, end: 11 },
      { name: "d", begin: 12, nameBegin: 14, end: 17 },
    ]);
  });

  it("are the innermost ones", () => {
    expect(tokensOf("{{ {{ parameter.x }}::node.ipv6 }}").map(({ name }) => name)).toEqual(["parameter.x"]);
  });

  it("are none where braces are single or do not close", () => {
    expect(tokensOf("{ a } {{ b")).toEqual([]);
  });

  it("span what they say they span", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("{", "}", "a", " ", ".") }), (text) => {
        for (const { name, begin, nameBegin, end } of tokensOf(text)) {
          expect(text.slice(begin, end)).toMatch(/^\{\{[^{}]*\}\}$/);
          expect(text.startsWith(name, nameBegin)).toBe(true);
        }
      }),
    );
  });
});

describe("invisible characters", () => {
  it.each([
    ["no-break space", "\u00A0", "U+00A0"],
    ["zero-width space", "\u200B", "U+200B"],
    ["zero-width joiner", "\u200D", "U+200D"],
    ["byte order mark", "\uFEFF", "U+FEFF"],
    ["soft hyphen", "\u00AD", "U+00AD"],
    ["ideographic space", "\u3000", "U+3000"],
    ["thin space", "\u2009", "U+2009"],
    ["line separator", "\u2028", "U+2028"],
    ["right-to-left override", "\u202E", "U+202E"],
    ["isolate", "\u2066", "U+2066"],
    ["variation selector", "\uFE0F", "U+FE0F"],
    ["tag", "\u{E0041}", "U+E0041"],
    ["control character", "\u0007", "U+0007"],
    ["next line", "\u0085", "U+0085"],
  ])("are found in a token: %s", (_, character, codePoint) => {
    expect(invisibleInTokens(`a {{${character}b }}`)).toEqual([{ index: 4, codePoint }]);
    expect(invisibleInTokens(`a {{ b${character}.c }}`)).toEqual([{ index: 6, codePoint }]);
  });

  it("are found in what surrounds an inner token", () => {
    expect(invisibleInTokens("{{\u00A0{{ x }}::y }}")).toEqual([{ index: 2, codePoint: "U+00A0" }]);
  });

  it("are found between the braces of a token", () => {
    expect(invisibleInTokens("{\u200B{ x }}")).toEqual([{ index: 1, codePoint: "U+200B" }]);
    expect(invisibleInTokens("{{ x }\u200B}")).toEqual([{ index: 6, codePoint: "U+200B" }]);
  });

  it("are told once a token", () => {
    expect(invisibleInTokens("{{\u00A0{{\u00A0x }} }}").map(({ index }) => index)).toEqual([2]);
    expect(invisibleInTokens("{{\u00A0x\u00A0}} {{\u00A0y }}").map(({ index }) => index)).toEqual([2, 10]);
  });

  it("may stand anywhere else", () => {
    expect(invisibleInTokens("10\u00A0GB for {{ x }}, {\u00A0} and {{ open\u00A0")).toEqual([]);
  });

  it("are neither spaces nor tabs nor ends of lines, nor letters of any language", () => {
    expect(invisibleInTokens("{{ \t\r\nété.東京 }}")).toEqual([]);
  });
});
