// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Findings } from "../../../plan/findings/findings";
import { readDocuments } from "../../../plan/yaml/documents";
import { plain, type Tree } from "../../../plan/yaml/tree";

function read(text: string): { documents: unknown[] | undefined; trees: Tree[] | undefined; said: string[] } {
  const findings = new Findings();
  const trees = readDocuments("a.yaml", text, findings);
  const said = findings.diagnostics.map(({ at, message }) => `${at.line}:${at.column} ${message}`);
  // plain data without the prototypes of its mappings
  return { documents: trees && JSON.parse(JSON.stringify(trees.map(plain))), trees, said };
}

describe("documents", () => {
  it("are separated by ---, and empty ones are none", () => {
    expect(read("---\n# nothing\n---\na: 1\n---\nb: 2\n---\n").documents).toEqual([{ a: 1 }, { b: 2 }]);
    expect(read("").documents).toEqual([]);
  });

  it("begin behind a byte order mark, which is in no column", () => {
    const { documents, trees } = read("\uFEFFa: 1\n");
    expect(documents).toEqual([{ a: 1 }]);
    expect(trees?.[0]?.at).toEqual({ file: "a.yaml", line: 1, column: 1 });
  });

  it("may have the line ends of Windows", () => {
    const { trees } = read("a: 1\r\nb:\r\n  c: 2\r\n");
    const b = trees?.[0]?.kind === "mapping" ? trees[0].entries.get("b")?.value : undefined;
    expect(b).toMatchObject({ kind: "mapping", at: { line: 3, column: 3 } });
  });

  it("count characters, not units or bytes, in columns", () => {
    expect(read('a: ["😀é", *nope]\n').said).toEqual(["1:11 the alias *nope names no anchor above it"]);
  });
});

describe("malformed YAML", () => {
  it("is told with all its places", () => {
    const { documents, said } = read("a: [1\nb: }\nc: ]\n");
    expect(documents).toBeUndefined();
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(said.every((one) => /^\d+:\d+ not YAML: [a-z]/.test(one))).toBe(true);
  });

  it("is told once for each line: what follows from it is no news", () => {
    const { said } = read("a: {b: 10.{{ parameter.x }}.0, c: {d: e}}\n");
    expect(said).toEqual(["1:11 not YAML: unexpected flow-map-start at node end"]);
  });

  it("is told where tabs indent", () => {
    expect(read("a:\n\tb: 1\n").said).toEqual(["2:1 not YAML: tabs are not allowed as indentation"]);
  });

  it("gets a hint where a token stands without quotes", () => {
    const findings = new Findings();
    readDocuments("a.yaml", "from: {{ parameter.there }}::databases\n", findings);
    const [error] = findings.diagnostics;
    expect(error?.at).toMatchObject({ line: 1, column: 28 });
    expect(error?.hints).toEqual(["a value that begins with {{ and goes on behind }} must be in quotes"]);
  });

  it("that nests without end is refused, not followed", () => {
    for (const text of ["[".repeat(50_000), "- ".repeat(50_000), `${"[".repeat(5000)}${"]".repeat(5000)}`]) {
      expect(read(text).said).toEqual([expect.stringMatching(/^1:\d+ nested more than 100 levels deep$/)]);
    }
  });
});

describe("keys", () => {
  it("are there once", () => {
    const { documents, said } = read("a:\n  b: 1\n  c: 2\n  b: 3\n");
    expect(said).toEqual(["4:3 the key `b` is there twice"]);
    expect(documents).toEqual([{ a: { b: 1, c: 2 } }]);
  });

  it("are texts, as written", () => {
    expect(read("1.0: a\ntrue: b\n").documents).toEqual([{ "1.0": "a", true: "b" }]);
    expect(read("? [a]\n: b\n").said).toEqual(["1:3 a key must be a text"]);
  });

  it("may be called as the prototype of objects is", () => {
    const { trees } = read("__proto__: {a: 1}\n");
    expect(Object.keys(plain(trees?.[0] as Tree) as object)).toEqual(["__proto__"]);
  });
});

describe("anchors", () => {
  it("are followed", () => {
    expect(read("a: &x {b: 1}\nc: *x\nd: [*x]\n").documents).toEqual([{ a: { b: 1 }, c: { b: 1 }, d: [{ b: 1 }] }]);
  });

  it("mean the nearest one above", () => {
    expect(read("a: &x 1\nb: *x\nc: &x 2\nd: *x\n").documents).toEqual([{ a: 1, b: 1, c: 2, d: 2 }]);
  });

  it("merge with <<, the mapping's own keys first", () => {
    expect(read("a: &x {b: 1, c: 2}\nd: &y {c: 9}\ne: {<<: [*y, *x], b: 3}\n").documents).toMatchObject([
      { e: { b: 3, c: 9 } },
    ]);
    expect(read("a: &x 1\nb: {<<: *x}\n").said).toEqual(["2:5 `<<` takes in a mapping or a list of mappings"]);
  });

  it("belong to one document", () => {
    expect(read("a: &x 1\n---\nb: *x\n").said).toEqual(["3:4 the alias *x names no anchor above it"]);
  });

  it("do not stand inside what they name", () => {
    expect(read("a: &x [1, *x]\n").said).toEqual(["1:11 the alias *x stands inside what it names"]);
  });

  it("do not multiply without end", () => {
    const levels = Array.from({ length: 20 }, (_, level) => {
      const inside = level === 0 ? "1" : new Array(9).fill(`*a${level - 1}`).join(", ");
      return `a${level}: &a${level} [${inside}]`;
    });
    const { documents, said } = read(levels.join("\n"));
    expect(documents).toBeUndefined();
    expect(said).toEqual([expect.stringMatching(/the aliases make more than 1000000 values$/)]);
  });
});

describe("tokens without quotes", () => {
  it("are texts", () => {
    expect(read("a: {{ parameter.x }}\nb: [{{ x }}, 1]\n{{ parameter.k }}: 2\n").documents).toEqual([
      { a: "{{ parameter.x }}", b: ["{{ x }}", 1], "{{ parameter.k }}": 2 },
    ]);
  });

  it("are told from mappings", () => {
    expect(read("a: {b: {c: 1}}\n").documents).toEqual([{ a: { b: { c: 1 } } }]);
  });
});

describe("places in texts with tokens", () => {
  function placeOf(text: string, wanted: string): string {
    const { trees } = read(text);
    const scalar = trees?.[0]?.kind === "mapping" ? [...trees[0].entries.values()][0]?.value : undefined;
    if (scalar?.kind !== "scalar" || typeof scalar.value !== "string") {
      return expect.fail("no text");
    }
    const at = scalar.place?.(scalar.value.indexOf(wanted));
    return `${at?.line}:${at?.column}`;
  }

  it.each([
    ["plain", "a: x {{ here }}\n", "1:9"],
    ["quoted", 'a: "x {{ here }}"\n', "1:10"],
    ["single quotes", "a: 'it''s {{ here }}'\n", "1:14"],
    ["escapes before it", 'a: "\\\\G \\t {{ here }}"\n', "1:15"],
    ["a literal block", "a: |\n  one {{ x }}\n  two {{ here }}\n", "3:10"],
    ["a folded block", "a: >-\n  one\n  two {{ here }}\n", "3:10"],
    ["a text over lines", 'a: "one\n  {{ here }}"\n', "2:6"],
    ["inside another token", 'a: "{{ {{ here }}::x }}"\n', "1:11"],
    ["without quotes", "a: {{ here }}\n", "1:7"],
  ])("are right in %s", (_, text, place) => {
    expect(placeOf(text, "here")).toBe(place);
  });
});

it("never throws, whatever the text", () => {
  const bits = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "&x ",
    "*x",
    "<<",
    '"',
    "'",
    "|",
    ">",
    "?",
    "!",
    "#",
    "%",
    "---\n",
    "\t",
    "\u00A0",
    "\uFEFF",
    "😀",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(bits).map((one) => one.join("")),
      ),
      (text) => {
        const findings = new Findings();
        const trees = readDocuments("a.yaml", text, findings);
        expect(trees !== undefined || findings.hasErrors).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});
