// @module-tag tools
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filledYaml } from "../../templates/filled-yaml";

/** Reads documents with both loaders of PyYAML, and tells them as JSON in which every text is plain. */
const READER = `
import json, sys, yaml
for text in json.load(sys.stdin):
    for loader in (yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        try:
            print(json.dumps(yaml.load(text, loader), allow_nan=False))
        except Exception as error:
            print(json.dumps("refused: %s" % error))
`;

/** What PyYAML reads of each document, by both of its loaders. */
function read(documents: readonly string[]): unknown[][] {
  const { stdout, stderr } = spawnSync("/usr/bin/python3", ["-c", READER], {
    input: JSON.stringify(documents),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe("");
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return documents.map((_, index) => [lines[2 * index], lines[2 * index + 1]]);
}

const pyyaml = spawnSync("/usr/bin/python3", ["-c", "import yaml"]).status === 0;

describe.skipIf(!pyyaml)("YAML for cloud-init, as the real PyYAML reads it (python3-yaml)", () => {
  const WORDS = [
    ...["", " ", "=", "<<", "y", "No", "12:30:00", "0755", "0o755", "1_000", "2015-01-01", "~", "null", ".inf", "1e3"],
    ...["\t", "a\tb", "\ta", "a\n\n\nb", "\n", "\n\n", " \n ", "a \n", "  a\nb\n", "a\n b\n\n", "a\u2028b", "a\u0085b"],
    ...[
      "\ufeff",
      "\u007f",
      "\r\n",
      "a: b",
      "# c",
      "- d",
      "*e",
      "&f",
      "!g",
      "%h",
      "@i",
      "'j",
      '"k',
      "\\",
      "{{ l }}",
      "x\\x01",
    ],
    ...[
      "é",
      "\u{1f600}",
      "long ".repeat(60),
      `${"word ".repeat(40)}\n${"x".repeat(200)}\n`,
      `${"word ".repeat(9)}\n \n`,
      "|",
      ">",
      "[]",
      "{}",
    ],
  ];
  const text = fc.oneof(
    fc.constantFrom(...WORDS),
    fc.array(fc.constantFrom(...WORDS, "a", "\n", " "), { maxLength: 5 }).map((parts) => parts.join("")),
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom("\t", "\n", " ", "a", ":", "#", "-", "\u0085", "\u2028", "'", '"', "\\") }),
  );
  // places of values are marked with two control characters, which no text of a plan has
  const plain = text.filter((one) => !one.includes("\u0001") && !one.includes("\u0002"));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      plain,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(plain, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));

  it("is the structure that it was made of, to the byte", () => {
    const document = fc.dictionary(plain, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
    fc.assert(
      fc.property(fc.array(document, { minLength: 40, maxLength: 40 }), (documents) => {
        // -0 is no number of JSON
        const wanted = documents.map((one) => JSON.parse(JSON.stringify(one)));
        const found = read(wanted.map(filledYaml));
        for (const [index, one] of wanted.entries()) {
          expect(found[index]).toEqual([one, one]);
        }
      }),
      { numRuns: 15 },
    );
  }, 300_000);

  it("is so for each text that is known to be hard", () => {
    const documents = WORDS.flatMap((word) => [{ a: word }, { [word]: 1 }, { runcmd: [word, [word]] }]);
    expect(read(documents.map(filledYaml))).toEqual(documents.map((one) => [one, one]));
  });
});
