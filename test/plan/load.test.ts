// @module-tag unit
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PlanError } from "../../plan/findings/plan-error";
import { diagnose, edited, expectErrors, load, networksOf, nodeOf, TRIAL } from "./trial";

const ROOT = resolve(__dirname, "../..");
const FITTINGS = readFileSync(join(ROOT, "fittings.yaml"), "utf8");
const FILES = { "persons.sql": readFileSync(join(ROOT, "persons.sql"), "utf8") };

describe("documents of a plan", () => {
  it("are settings, then locations", () => {
    expect(load(TRIAL).locations.map(({ id }) => id)).toEqual(["EU6", "NA9"]);
  });

  it("may be locations alone; a single one is a location", () => {
    const eu6 = `locationId: EU6
blueprints:
  - web:
      domain: {name: Trial}
      ethernet: {name: web, subnet: 10.1.0.0}
`;
    const na9 = eu6.replace("EU6", "NA9").replace("10.1", "10.2");
    const operators = "any address may log in over SSH: `operators` is not set";
    expect(load(eu6).warnings.map(({ message }) => message)).toEqual([operators]);
    const both = load(`${eu6}---\n${na9}`);
    expect(both.locations.map(({ id }) => id)).toEqual(["EU6", "NA9"]);
    expect(both.warnings.map(({ message }) => message).sort()).toEqual([
      operators,
      "the first document is a location, where settings are expected",
    ]);
  });

  it("hold a location", () => {
    expectErrors("§name: trial\n", [["the plan has no location", "locationId and blueprints"]]);
    expectErrors("§# nothing\n", ["the plan is empty"]);
    expectErrors("§- a\n---\nlocationId: §EU6\n", ["the settings must be a mapping", "the location has no blueprints"]);
  });
});

describe("all errors of a plan", () => {
  it("come at once, in the order of their places", () => {
    expectErrors(
      edited(
        ["name: trial", "§nam: trial"],
        ["cpu: 2", "cpu: §33"],
        ["locationId: EU6", "locationId: §EU66"],
        ["subnet: 10.1.0.0", "subnet: §10.1.0"],
        ["subnet: 10.2.0.0", "subnet: 10.2.0.0\n        accept: [§NA9::database]"],
        ["mysql: db\n", "mysql: §bd\n"],
      ),
      [
        "unknown key `nam` in the settings",
        "cpu is 33; a node takes 1 to 32, then perhaps cores for each socket (1 or 2) and a speed",
        'unknown location "EU66"',
        'subnet is "10.1.0", which is none',
        'unknown network "database" in `accept`',
        'unknown replication "bd" in `mysql`',
      ],
    );
  });
});

describe("the default plan", () => {
  const plan = load(FITTINGS, { files: FILES });

  it("warns of nothing but the operators", () => {
    expect(plan.warnings.map(({ message }) => message)).toEqual([
      "any address may log in over SSH: `operators` is any",
    ]);
    expect(
      load(FITTINGS, { files: FILES, parameters: { kind: "inline", text: "operators=192.0.2.0/24" } }).warnings,
    ).toEqual([]);
  });

  it("puts a source and a replica in two data centres of two regions", () => {
    expect(plan.locations.map(({ id, region }) => [id, region])).toEqual([
      ["EU6", "EU"],
      ["NA9", "NA"],
    ]);
    expect(plan.replications).toMatchObject([
      { name: "sql", source: "EU6::sql1", database: "db01", populate: { path: "persons.sql" } },
    ]);
    expect(["sql1", "sql2"].map((name) => nodeOf(plan, name).mysql?.group)).toEqual(["sql", "sql"]);
  });

  it("gives each node what the use case asks for", () => {
    for (const name of ["sql1", "sql2"]) {
      expect(nodeOf(plan, name)).toMatchObject({
        cpu: { count: 8 },
        memoryGb: 32,
        monitoring: "ESSENTIALS",
        internet: [{ protocol: "tcp", begin: 22, end: 22 }],
      });
      expect(nodeOf(plan, name).disks.at(-1)).toEqual({ unit: 1, gigabytes: 50, speed: "STANDARD" });
    }
  });

  it("has ranges of its own at each location, and lets each ping the other", () => {
    expect(networksOf(plan).map(({ ipv4 }) => ipv4.address)).toEqual(["10.1.0.0", "10.2.0.0"]);
    expect(networksOf(plan).map(({ accept }) => accept.map(({ from, traffic }) => [from, traffic]))).toEqual([
      [["NA9::databases", { ports: [], icmp: true }]],
      [["EU6::databases", { ports: [], icmp: true }]],
    ]);
  });

  it("goes elsewhere with other parameters", () => {
    const elsewhere = load(FITTINGS, {
      files: FILES,
      parameters: { kind: "inline", text: "primaryLocation=AU10,secondaryLocation=AU11,memoryPerNode=64" },
    });
    expect(elsewhere.locations.map(({ id }) => id)).toEqual(["AU10", "AU11"]);
    expect(nodeOf(elsewhere, "sql2")).toMatchObject({ memoryGb: 64 });
    expect(elsewhere.replications[0]?.source).toBe("AU10::sql1");
  });

  it("refuses two locations that are one", () => {
    expect(
      diagnose(FITTINGS, { files: FILES, parameters: { kind: "inline", text: "secondaryLocation=EU6" } }).map(
        ({ message }) => message,
      ),
    ).toContain("location EU6 is there twice");
  });

  it("refuses memory that no node takes", () => {
    expect(
      diagnose(FITTINGS, { files: FILES, parameters: { kind: "inline", text: "memoryPerNode=1024" } }),
    ).toContainEqual(
      expect.objectContaining({
        severity: "error",
        message: "parameter memoryPerNode is 1024; it takes a whole number from 1 to 256",
      }),
    );
  });
});

it("is pure: the same text gives the same plan, and nothing of the plan can be traced to this machine", () => {
  const plans = [1, 2].map(() => JSON.stringify(load(FITTINGS, { files: FILES })));
  expect(plans[0]).toBe(plans[1]);
  expect(plans[0]).not.toContain(ROOT);
});

describe("whatever the text", () => {
  const vocabulary = fc.constantFrom(
    "",
    " ",
    "\n",
    "\n  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    '"',
    "&a ",
    "*a",
    "<<: *a",
    "null",
    "~",
    "0",
    "-1",
    "true",
    "{{ ",
    " }}",
    "{{ parameter.memoryPerNode }}",
    "{{ node.public }}",
    "\u00A0",
    "\u200B",
    "EU6",
    "::",
    "mysql",
    "replications: {db: }",
    "toString: {a: 1}",
    "__proto__: 1",
    "constructor",
    "---\n",
    "{a: {toString: 1}}",
    "[[]]",
    "99999999999999999999",
    ".inf",
    ".nan",
    "!!binary x",
    "2020-01-01",
  );

  /** Puts a piece into a text, in place of some characters of it. */
  function mutated(text: string, [seed, length, piece]: readonly [number, number, string]): string {
    const at = seed % (text.length + 1);
    return text.slice(0, at) + piece + text.slice(at + length);
  }

  const mutations = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), vocabulary), { minLength: 1, maxLength: 4 });

  it.each([
    ["the default plan", FITTINGS],
    ["the trial plan", TRIAL],
  ])("throws nothing but PlanError, with a place for each error: %s", (_, original) => {
    fc.assert(
      fc.property(mutations, (list) => {
        const text = list.reduce(mutated, original);
        try {
          load(text, { files: FILES });
        } catch (error) {
          expect(error).toBeInstanceOf(PlanError);
          const { diagnostics } = error as PlanError;
          const lines = text.split("\n");
          expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
          for (const { at, message } of diagnostics) {
            expect(message).not.toMatch(/undefined|\[object|Symbol|NaN\b/);
            expect(at.line).toBeGreaterThanOrEqual(1);
            expect(at.line).toBeLessThanOrEqual(lines.length);
            expect(at.column).toBeLessThanOrEqual((lines[at.line - 1] as string).length + 1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("throws nothing but PlanError where values are replaced", () => {
    const values = ["null", "{toString: {a: 1}}", "[[1]]", "-5", "''", "'{{ x }}'", "[null]"];
    const lines = FITTINGS.split("\n");
    for (const [index, line] of lines.entries()) {
      const key = /^(\s*(?:- )?[\w-]+:)\s/.exec(`${line} `)?.[1];
      for (const value of key === undefined ? [] : values) {
        const text = lines.with(index, `${key} ${value}`).join("\n");
        try {
          load(text, { files: FILES });
        } catch (error) {
          expect(error, `line ${index + 1}: ${key} ${value}`).toBeInstanceOf(PlanError);
        }
      }
    }
  });
});

describe("a large plan", () => {
  /** A plan with many nodes, each with a token that names another one. */
  function large(count: number): string {
    const nodes = Array.from(
      { length: count },
      (_, index) => `
        - web-${index}:
            default: web
            information: ["{{ node.public }} and {{ web-${(index + 1) % count}.ipv6 }}"]`,
    );
    return `operators: 192.0.2.0/24
defaults:
  web: {appliance: Ubuntu 22.04, cpu: 2, memory: 4, glue: [internet 22]}
---
locationId: EU6
blueprints:
  - web:
      domain: {name: Large, ipv4: auto}
      ethernet: {name: web, subnet: 10.0.0.0/16}
      nodes:${nodes.join("")}
`;
  }

  it("loads with all its nodes", () => {
    expect(networksOf(load(large(1000)))[0]?.nodes).toHaveLength(1000);
  });

  it("with a mistake in each node is told of all of them", () => {
    const text = large(300).replaceAll("default: web\n", "default: web\n            memory: 0\n");
    expect(diagnose(text)).toHaveLength(300);
  });

  it("with a mistake in the class of all nodes is told of it once", () => {
    expect(diagnose(large(300).replace("cpu: 2", "cpu: 0"))).toHaveLength(1);
  });
});
