import { expect } from "vitest";
import type { Diagnostic } from "../../plan/findings/diagnostic";
import { PlanError } from "../../plan/findings/plan-error";
import { type LoadOptions, loadPlan, type ParameterSource } from "../../plan/load";
import type { SelectionSource } from "../../plan/location/selection";
import type { Network, Node, Plan, Replication } from "../../plan/plan";

/** A small plan without mistakes and without warnings, for tests to change. */
export const TRIAL = `\
name: trial
operators: 192.0.2.0/24
defaults:
  domain: {name: Trial, ipv4: 4}
  base:
    appliance: Ubuntu 22.04 64-bit 2 CPU
    cpu: 2
    memory: 4
replications: {db: {source: "EU6::master-sql", databases: {db01: }}}
---
locationId: EU6
blueprints:
  - sql:
      ethernet:
        name: databases
        subnet: 10.1.0.0
      nodes:
        - master-sql:
            default: base
            glue: [internet 22]
            mysql: {group: db}
---
locationId: NA9
blueprints:
  - sql:
      ethernet:
        name: databases
        subnet: 10.2.0.0
      nodes:
        - slave-sql:
            default: base
            glue: [internet 22]
            mysql: db
`;

/** Begins with the trial plan; each pair replaces the first occurrence of a text, which must be there. */
export function edited(...edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text, `the trial plan holds ${from}`).toContain(from);
    return text.replace(from, () => to);
  }, TRIAL);
}

/** What a test gives beside the text of a plan. */
export interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly parameters?: ParameterSource;
  readonly selection?: SelectionSource;
}

/** Loads a plan from text, with files from memory. */
export function load(text: string, { files = {}, parameters, selection }: Given = {}): Plan {
  const options: LoadOptions = {
    parameters,
    selection,
    readFile: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
  };
  return loadPlan("plan.yaml", text, options);
}

/** Everything that is said about a plan that must fail. */
export function diagnose(text: string, given?: Given): readonly Diagnostic[] {
  try {
    load(text, given);
  } catch (error) {
    if (error instanceof PlanError) {
      return error.diagnostics;
    }
    throw error;
  }
  return expect.fail("the plan loads, and must not");
}

/** The mark before the places that errors must point to. */
const MARK = "§";

/** What an error says: its message, and a part of its hints. */
export type Expected = string | readonly [message: string, hint: string];

/**
 * A plan in which each `§` marks the place of an error must fail with exactly these errors, in the order of the marks.
 */
export function expectErrors(marked: string, expected: readonly Expected[], given?: Given): void {
  const places = placesOf(marked);
  const errors = diagnose(marked.replaceAll(MARK, ""), given).filter(({ severity }) => severity === "error");
  const messages = expected.map((one) => (typeof one === "string" ? one : one[0]));
  expect(errors.map(({ message, at }) => `${at.line}:${at.column} ${message}`)).toEqual(
    messages.map((message, index) => `${places[Math.min(index, places.length - 1)]} ${message}`),
  );
  expect(errors.every(({ at }) => at.file === "plan.yaml")).toBe(true);
  for (const [index, one] of expected.entries()) {
    if (typeof one !== "string") {
      expect(errors[index]?.hints.join("\n")).toContain(one[1]);
    }
  }
}

/** A plan that loads with exactly these warnings, each at its mark. */
export function expectWarnings(marked: string, messages: readonly string[], given?: Given): Plan {
  const places = placesOf(marked);
  const plan = load(marked.replaceAll(MARK, ""), given);
  expect(plan.warnings.map(({ message, at }) => `${at.line}:${at.column} ${message}`)).toEqual(
    messages.map((message, index) => `${places[index]} ${message}`),
  );
  return plan;
}

function placesOf(marked: string): string[] {
  const places: string[] = [];
  for (const [index, line] of marked.split("\n").entries()) {
    let marks = 0;
    for (const match of line.matchAll(new RegExp(MARK, "g"))) {
      places.push(`${index + 1}:${[...line.slice(0, match.index)].length + 1 - marks}`);
      marks += 1;
    }
  }
  expect(places.length, "the plan marks the places of its errors").toBeGreaterThan(0);
  return places;
}

/** The replication of the trial plan. */
export function replicationOf(plan: Plan): Replication {
  return plan.replications[0] ?? expect.fail("no replication");
}

/** All networks of a plan. */
export function networksOf(plan: Plan): readonly Network[] {
  return plan.locations.flatMap(({ networks }) => networks);
}

/** A node of a plan, by its name. */
export function nodeOf(plan: Plan, name: string): Node {
  const node = networksOf(plan)
    .flatMap(({ nodes }) => nodes)
    .find((one) => one.name === name);
  return node ?? expect.fail(`no node ${name}`);
}
