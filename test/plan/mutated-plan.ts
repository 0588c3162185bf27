import fc from "fast-check";

/** What is put into a plan where it does not belong. */
const PIECES = [
  ...[
    "{{",
    "}}",
    "{{ node.public }}",
    "{{ nobody.ipv6 }}",
    "{{ x.secret }}",
    "{{ parameter.size }}",
    "{{ https://a/b }}",
  ],
  ...['{{ "{{ x }}" }}', "{{ 'x", "\u00A0", "\u2028", "\uFEFF", "\t", "\0", "\x07", "\r", "\n", "\n---\n", "\n\n"],
  ...[
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ",",
    "#",
    " #",
    "'",
    '"',
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "<<: *a",
    "!!binary ",
    "!x ",
  ],
  ...[
    "? ",
    "~",
    "null",
    "yes",
    "0777",
    ".inf",
    ".nan",
    "1e400",
    "99999999999999999999",
    "12:30:00",
    "2015-11-01",
    "-0",
  ],
  ...["__proto__", "constructor", "toString", "%YAML 1.1\n", "@", "`", "\\", "日本", "🔧", "\uD800", "a".repeat(70)],
  ...[
    "cloud-config:",
    "packages:",
    "users:",
    "write_files:",
    "runcmd:",
    "default:",
    "nodes:",
    "prepare:",
    "information:",
  ],
];

type Mutation = (text: string) => string;

/** An index into a text, or into its lines, from a fraction of it. */
const at = (fraction: number, length: number) => Math.min(Math.floor(fraction * length), Math.max(0, length - 1));

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const inLines = (change: (lines: string[], one: number, other: number) => void) =>
  fc.tuple(fraction, fraction).map(
    ([one, other]): Mutation =>
      (text) => {
        const lines = text.split("\n");
        change(lines, at(one, lines.length), at(other, lines.length));
        return lines.join("\n");
      },
  );

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 4, arbitrary: inLines((lines, one) => lines.splice(one, 1)) },
  { weight: 3, arbitrary: inLines((lines, one, other) => lines.splice(other, 0, lines[one] ?? "")) },
  {
    weight: 2,
    arbitrary: inLines((lines, one, other) => {
      [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
    }),
  },
  {
    weight: 3,
    arbitrary: inLines((lines, one, other) => (lines[one] = " ".repeat(other % 7) + (lines[one] ?? "").trimStart())),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(fraction, fc.constantFrom(...PIECES)).map(
      ([where, piece]): Mutation =>
        (text) => {
          const index = at(where, text.length);
          return text.slice(0, index) + piece + text.slice(index);
        },
    ),
  },
  {
    weight: 4,
    // the value of a key becomes something else
    arbitrary: fc.tuple(fraction, fc.constantFrom(...PIECES)).map(
      ([where, piece]): Mutation =>
        (text) => {
          const lines = text.split("\n");
          const index = at(where, lines.length);
          lines[index] = (lines[index] ?? "").replace(/(:\s|- )\S.*$/, (_, mark: string) => mark + piece);
          return lines.join("\n");
        },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fraction, fc.integer({ min: 1, max: 40 })).map(
      ([where, length]): Mutation =>
        (text) => {
          const index = at(where, text.length);
          return text.slice(0, index) + text.slice(index + length);
        },
    ),
  },
  {
    weight: 1,
    arbitrary: fraction.map(
      (where): Mutation =>
        (text) =>
          text.slice(0, at(where, text.length)),
    ),
  },
);

/** Texts that were plans, before somebody's cat walked over the keyboard. */
export function mutatedPlan(...plans: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...plans), fc.array(mutation, { minLength: 1, maxLength: 5 }))
    .map(([plan, mutations]) => mutations.reduce((text, mutate) => mutate(text), plan));
}
