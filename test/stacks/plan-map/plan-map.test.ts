// @module-tag unit
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PlanError } from "../../../plan/findings/plan-error";
import { ALL } from "../../extent.mts";
import { type Edits, editsOf, isChoice, NAMES, replaced, type Word, wordsOf } from "./mutations";
import { isReference, type Mapped, type MappedOutput, mappedOutput, originsOf, type Trial } from "./trial";

const ROOT = resolve(__dirname, "../../..");
const SQL = { "first.sql": "CREATE TABLE a (id INT);\n", "second.sql": "CREATE TABLE b (id INT);\n" };

const PLANS: readonly (Trial & { readonly name: string })[] = [
  {
    name: "the default plan",
    file: "fittings.yaml",
    text: readFileSync(join(ROOT, "fittings.yaml"), "utf8"),
    files: { ...SQL, "persons.sql": readFileSync(join(ROOT, "persons.sql"), "utf8") },
  },
  {
    name: "a plan of everything",
    file: "plans/example.yaml",
    text: readFileSync(join(__dirname, "example.yaml"), "utf8"),
    files: SQL,
  },
];

describe.each(PLANS)("the map of $name", (trial) => {
  const before = mappedOutput(trial);
  const words = wordsOf(trial.file, trial.text);

  it("says of every value in the output whether it comes from the plan, refers to others, or is the product's own", () => {
    const silent = [...before.blocks].flatMap(([address, values]) =>
      [...values].flatMap(([pointer, value]) =>
        originsOf(before.map, address, pointer) === undefined && !isReference(pointer, value)
          ? [`${address}${pointer}: ${JSON.stringify(value)}`]
          : [],
      ),
    );
    expect(silent).toEqual([]);
  });

  it("names positions at which something stands in the plan", () => {
    const known = new Set(words.map(({ position }) => position));
    const named = [
      ...Object.values(before.map.addresses).flatMap(({ attributes = {} }) => Object.values(attributes).flat()),
      ...Object.values(before.map.files).flatMap(({ from }) => from),
    ];
    const keys = /^\s+mysql:/;
    const lines = trial.text.split("\n");
    const wrong = [...new Set(named)].filter((position) => {
      const [, line] = /:(\d+):\d+$/.exec(position) ?? [];
      return !known.has(position) && !keys.test(lines[Number(line) - 1] ?? "") && !/\.sql:1:1$/.test(position);
    });
    expect(wrong).toEqual([]);
  });

  it("tells, of every value in the plan, exactly what changes with it", () => {
    const edits = words.filter((word) => !isChoice(word)).map((word) => editsOf(word, words));
    expect(edits.filter((one) => one.length === 0)).toEqual([]);
    const wrong = (ALL ? edits.map(alone) : batches(before.map, edits)).flatMap(({ subjects, edits }) => {
      const after = withText(trial, replaced(trial.text, edits));
      const edited = edits.map(([word]) => word);
      const found = typeof after === "string" ? [after] : disagreements(before, after, subjects, edited);
      return found.map((one) => `${one}\n  by another ${subjects.map(({ path }) => path).join(", ")}`);
    });
    expect(wrong).toEqual([]);
  }, 600_000);
});

/** What a line makes by being there, whatever it says. */
const SAME_WHATEVER = /\/populated$/;

/** Edits that are made at once, and the words that they are about; others are changed with these, to keep the plan one. */
interface Batch {
  readonly subjects: readonly Word[];
  readonly edits: Edits;
}

function alone(edits: Edits): Batch {
  return { subjects: edits.slice(0, 1).map(([word]) => word), edits };
}

/** What a trial gives with another text; where that is refused, why: nothing would be proven by it. */
function withText(trial: Trial, text: string): MappedOutput | string {
  try {
    return mappedOutput({ ...trial, text });
  } catch (error) {
    if (error instanceof PlanError) {
      return error.message;
    }
    throw error;
  }
}

/**
 * Edits put together where no part of the output comes from two of them, by the map: each is still told apart from the
 * others, in far fewer syntheses. Those of names are by themselves, since they move what is called so.
 */
function batches(map: Mapped, all: readonly Edits[]): Batch[] {
  const parts = new Map<string, string[]>();
  const note = (part: string, origins: readonly string[]) => {
    for (const position of origins) {
      parts.set(position, [...(parts.get(position) ?? []), part]);
    }
  };
  for (const [address, { attributes = {} }] of Object.entries(map.addresses)) {
    for (const [pointer, origins] of Object.entries(attributes)) {
      note(address + pointer, origins);
    }
  }
  for (const [path, { from }] of Object.entries(map.files)) {
    note(path, from);
  }
  const joined: { readonly edits: [Word, string][]; readonly parts: Set<string> }[] = [];
  const single: Batch[] = [];
  for (const edits of all) {
    const touched = edits.flatMap(([{ position }]) => parts.get(position) ?? []);
    const [word] = edits[0] ?? [];
    if (edits.length > 1 || word === undefined || NAMES.test(word.path)) {
      single.push(alone(edits));
      continue;
    }
    const silent = touched.length === 0;
    const fits = joined.find(
      (batch) => silent === (batch.parts.size === 0) && !touched.some((one) => batch.parts.has(one)),
    );
    const batch = fits ?? { edits: [], parts: new Set() };
    if (fits === undefined) {
      joined.push(batch);
    }
    batch.edits.push([word, edits[0]?.[1] ?? ""]);
    for (const part of touched) {
      batch.parts.add(part);
    }
  }
  return [...single, ...joined.map(({ edits }) => ({ subjects: edits.map(([word]) => word), edits }))];
}

/** Where the map says that something comes from these words and it has not changed, or says nothing of what has. */
function disagreements(
  before: MappedOutput,
  after: MappedOutput,
  subjects: readonly Word[],
  edited: readonly Word[],
): string[] {
  const [about, changed] = [subjects, edited].map((words) => new Set(words.map(({ position }) => position)));
  const isAbout = (origins: readonly string[]) => origins.some((one) => about?.has(one));
  const isChanged = (origins: readonly string[] | undefined) => (origins ?? []).some((one) => changed?.has(one));
  const wrong: string[] = [];
  for (const [address, values] of before.blocks) {
    const others = after.blocks.get(address);
    if (others === undefined) {
      continue;
    }
    for (const [pointer, value] of values) {
      const origins = originsOf(before.map, address, pointer);
      const isSilent = origins === undefined && isReference(pointer, value);
      if (others.has(pointer) && own(others.get(pointer)) !== own(value) && !isSilent && !isChanged(origins)) {
        wrong.push(`${address}${pointer} changes from ${value} to ${others.get(pointer)}, and the map does not say so`);
      }
    }
    for (const [pointer, origins] of Object.entries(before.map.addresses[address]?.attributes ?? {})) {
      if (!SAME_WHATEVER.test(pointer) && isAbout(origins) && below(values, pointer) === below(others, pointer)) {
        wrong.push(`${address}${pointer} stays ${below(values, pointer)}, and the map says that it comes from there`);
      }
    }
  }
  for (const [path, text] of Object.entries(before.files)) {
    const { from } = before.map.files[path] ?? { from: [] };
    const other = after.files[path];
    if (other === text && isAbout(from)) {
      wrong.push(`${path} stays, and the map says that it comes from there`);
    }
    if (other !== undefined && other !== text && !isChanged(from)) {
      wrong.push(`${path} changes, and the map does not say so`);
    }
  }
  return wrong;
}

/** A value without the addresses that it refers to. */
function own(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll(/\$\{[^}]*\}/g, "${}") : value;
}

/** All values below a pointer, as one text. */
function below(values: ReadonlyMap<string, unknown>, pointer: string): string {
  return JSON.stringify([...values].filter(([one]) => one === pointer || one.startsWith(`${pointer}/`)));
}
