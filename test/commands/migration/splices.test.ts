// @module-tag unit
import { describe, expect, it } from "vitest";
import { spliced, splicesOf } from "../../../commands/migration/splices";
import type { Edit } from "../../../plan/plan";

/** The position of a mark in a text. */
function at(text: string, words: string): Edit["at"] {
  const before = text.slice(0, text.indexOf(words)).split("\n");
  return { file: "plan.yaml", line: before.length, column: [...(before.at(-1) as string)].length + 1 };
}

/** The text with edits, all of which have a place. */
function edited(text: string, ...edits: readonly Edit[]): string {
  const { splices, unplaced } = splicesOf(text, edits);
  expect(unplaced).toEqual([]);
  return spliced(text, splices);
}

const LIST = `\
cloud-config:
  # before
  packages:   # what is installed
    - ntp     # the clock
    - git
    - php5

  runcmd:
    - touch a
`;

describe("the text of a plan with edits", () => {
  it("has a key under another name, and everything else as it was", () => {
    const text = "a:\n  ssh-keys :  1 # kept\n";
    expect(edited(text, { kind: "rename", at: at(text, "ssh-keys"), to: "ssh_keys" })).toBe(
      "a:\n  ssh_keys :  1 # kept\n",
    );
  });

  it("has another value in place of a plain one, a quoted one and a block", () => {
    const text = "a: php5 # kept\nb: '+1'\nc: |\n  x\n  y\nd: [1, 2]\n";
    const value = (words: string, put: string | number): Edit => ({ kind: "replace", at: at(text, words), value: put });
    expect(edited(text, value("php5", "php"))).toBe(text.replace("php5", "php"));
    expect(edited(text, value("'+1'", 1))).toBe(text.replace("'+1'", "1"));
    expect(edited(text, value("|\n", "p: q"))).toBe("a: php5 # kept\nb: '+1'\nc: \"p: q\"\nd: [1, 2]\n");
    expect(edited(text, value("[1, 2]", "yes"))).toBe(text.replace("[1, 2]", '"yes"'));
  });

  it("loses an item with its line, and a list with its last item", () => {
    const gone = (words: string): Edit => ({ kind: "remove", at: at(LIST, words) });
    expect(edited(LIST, gone("ntp"))).toBe(LIST.replace("    - ntp     # the clock\n", ""));
    expect(edited(LIST, gone("ntp"), gone("php5"))).toBe(
      LIST.replace("    - ntp     # the clock\n", "").replace("    - php5\n", ""),
    );
    expect(edited(LIST, gone("touch a"))).toBe(LIST.replace("  runcmd:\n    - touch a\n", ""));
  });

  it("loses items of a list within a line, with their commas", () => {
    const text = "a: [one, two, three] # kept\n";
    const gone = (words: string): Edit => ({ kind: "remove", at: at(text, words) });
    expect(edited(text, gone("one"))).toBe("a: [two, three] # kept\n");
    expect(edited(text, gone("two"))).toBe("a: [one, three] # kept\n");
    expect(edited(text, gone("three"))).toBe("a: [one, two] # kept\n");
    expect(edited(text, gone("two"), gone("three"))).toBe("a: [one] # kept\n");
    expect(edited(text, gone("one"), gone("two"))).toBe("a: [three] # kept\n");
  });

  it("loses a key behind a dash, whose place the next one takes", () => {
    const text = "users:\n  - expire: 1\n    name: a # kept\n  - name: b\n    expire: 2\n";
    expect(edited(text, { kind: "remove", at: at(text, "expire: 1") })).toBe(text.replace("expire: 1\n    ", ""));
    expect(edited(text, { kind: "remove", at: at(text, "expire: 2") })).toBe(text.replace("    expire: 2\n", ""));
  });

  it("has one key more in a mapping, in the form of that mapping", () => {
    const text = "users:\n  - name: a\n    uid: 1 # kept\n  - {name: b}\n  - {}\n";
    const more = (words: string): Edit => ({
      kind: "add",
      at: at(text, words),
      top: false,
      key: "shell",
      value: "/bin/sh",
    });
    expect(edited(text, more("name: a"))).toBe(text.replace("# kept\n", "# kept\n    shell: /bin/sh\n"));
    expect(edited(text, more("{name: b}"))).toBe(text.replace("{name: b}", "{name: b, shell: /bin/sh}"));
    expect(edited(text, more("{}"))).toBe(text.replace("{}", "{shell: /bin/sh}"));
  });

  it("has one key more in the cloud-config around a place, also where that place goes", () => {
    const place = at(LIST, "ntp");
    const more: Edit = { kind: "add", at: place, top: true, key: "ntp", value: { enabled: true } };
    expect(edited(LIST, { kind: "remove", at: place }, more)).toBe(
      `${LIST.replace("    - ntp     # the clock\n", "")}  ntp:\n    enabled: true\n`,
    );
  });

  it("keeps its ends of lines, and ends as it ended", () => {
    const text = LIST.trimEnd().replaceAll("\n", "\r\n");
    const more: Edit = { kind: "add", at: at(text, "ntp"), top: true, key: "ntp", value: { enabled: true } };
    const after = edited(text, more);
    expect(after).toBe(`${text}\r\n  ntp:\r\n    enabled: true\r\n`);
    expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("counts characters beyond U+FFFF as one column", () => {
    const text = "a: {😀: 1, b: 2}\n";
    expect(edited(text, { kind: "rename", at: at(text, "b: 2"), to: "c" })).toBe("a: {😀: 1, c: 2}\n");
  });

  it("takes each edit once", () => {
    const edit: Edit = { kind: "remove", at: at(LIST, "git") };
    expect(edited(LIST, edit, edit)).toBe(LIST.replace("    - git\n", ""));
  });

  it("leaves a token as it is, and what has no place, and says so", () => {
    const text = 'a: "{{ parameter.b }}"\n';
    const edit: Edit = { kind: "replace", at: at(text, '"{{'), value: "c" };
    const elsewhere: Edit = { kind: "rename", at: { file: "plan.yaml", line: 9, column: 9 }, to: "c" };
    const outside: Edit = { kind: "add", at: at(text, "a"), top: true, key: "ntp", value: 1 };
    expect(splicesOf(text, [edit, elsewhere, outside])).toEqual({ splices: [], unplaced: [edit, elsewhere, outside] });
  });
});
