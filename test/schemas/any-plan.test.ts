// @module-tag unit
// What the loader accepts, no editor marks.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Findings } from "../../plan/findings/findings";
import { PlanError } from "../../plan/findings/plan-error";
import { loadPlan } from "../../plan/load";
import { readDocuments } from "../../plan/yaml/documents";
import { plain } from "../../plan/yaml/tree";
import { SCHEMA_FILE } from "../../schemas/schema";
import { ALL } from "../extent.mts";
import { anyPlan } from "../stacks/any-plan";

const ROOT = resolve(__dirname, "../..");
const isDocument = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(join(ROOT, SCHEMA_FILE), "utf8")));

function isAccepted(text: string): boolean {
  try {
    loadPlan("plan.yaml", text, { readFile: () => "CREATE TABLE persons (name VARCHAR(80) PRIMARY KEY);\n" });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    return false;
  }
}

/** Values of keys, odd and plain, as YAML. */
const VALUES = [
  "null",
  "''",
  "' '",
  "0",
  "7",
  "'7'",
  "true",
  "[]",
  "{}",
  "[1, 2]",
  "{a: 1}",
  '"{{ parameter.x }}"',
  "never",
];

/** A plan in which one line has another value. */
const changedPlan = fc.tuple(anyPlan, fc.nat(), fc.constantFrom(undefined, ...VALUES)).map(([text, which, value]) => {
  const lines = text.split("\n");
  const index = which % lines.length;
  const key = /^(\s*(?:- )?[\w-]+:)\s/.exec(`${lines[index]} `)?.[1];
  return value === undefined || key === undefined ? text : lines.with(index, `${key} ${value}`).join("\n");
});

it("no plan that is accepted is refused by the schema", () => {
  let accepted = 0;
  fc.assert(
    fc.property(changedPlan, (text) => {
      fc.pre(isAccepted(text));
      accepted++;
      for (const document of readDocuments("plan.yaml", text, new Findings()) ?? []) {
        const isValid = isDocument(JSON.parse(JSON.stringify(plain(document), (_, value) => value ?? null)));
        expect(isValid ? [] : isDocument.errors, text).toEqual([]);
      }
    }),
    { numRuns: ALL ? 1500 : 150, seed: Number(process.env.SEED ?? 20261128) },
  );
  expect(accepted).toBe(ALL ? 1500 : 150);
});
