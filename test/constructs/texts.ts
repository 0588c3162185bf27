import fc from "fast-check";

/** Texts that mean something to Terraform, to JSON, to HCL or to cdktf. */
const AWKWARD = [
  "plain",
  "",
  " ",
  " both ends ",
  "\ttab\t",
  "two\nlines",
  "two\nlines\n",
  "\nbegins with a line feed",
  "\n",
  "Windows\r\nlines\r\n",
  "a lone \r return",
  'say "hello"',
  '"quoted"',
  '\\"',
  "C:\\new\\table\\u0041",
  "ends in a backslash\\",
  "\\",
  "42",
  "-7",
  "007",
  "1e5",
  "0x1F",
  "1.50",
  "123456789012345678901234567890",
  "NaN",
  "true",
  "false",
  "null",
  "[1, 2]",
  "[",
  "{a = 1}",
  "{",
  "}",
  "{{",
  "<<EOF",
  "EOF",
  "two\nEOF\nlines",
  "# no comment",
  "// no comment",
  "/* no comment */",
  "$",
  "$$",
  "ends in $",
  "ends in %",
  "${",
  "%{",
  "${}",
  "${var.secret} and %{ if true }yes%{ endif }",
  "$${already}",
  "$$${three}",
  "%%{ per cent }",
  "${~ trimmed ~}",
  '${"quoted"}',
  'one ${x}\nand %{y} on "two" lines \\ ',
  "${TfToken[TOKEN.1]}",
  "#{TfToken[TOKEN.1]}",
  "&{TfToken[TOKEN.1]}",
  "String Map Token Value",
  "Any Map Token Value",
  "-1.8881545897087968e+289",
  "-8.109562212591714e+298",
  "a-81.09562212591714e297.5",
  "|e|",
  "ümlaut, 日本, emoji 🔧, \u00a0 and \u2028",
  "'single'",
  "`backticks` $(date) ; rm",
  "show replica status\\G",
];

/** A piece of a text that an attentive reader would try. */
const piece = fc.constantFrom(
  ..."$ % { } ${ %{ \" \\ \n \r \t \\n a 1 - [ ] # ~ , = ' é 日 🔧".split(" "),
  " ",
  "$${",
  "TfToken[",
  "TOKEN.1]}",
  "EOF",
  "null",
);

/** Any text that a plan can hold, as Terraform keeps it: with accents in their composed form. */
export const anyText = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...AWKWARD) },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")) },
);

/** The awkward texts, and more that a seed chooses. */
export function awkwardTexts(more: number, seed: number): readonly string[] {
  return [...new Set([...AWKWARD, ...fc.sample(anyText, { numRuns: more, seed })])];
}
