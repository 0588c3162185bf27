// @module-tag unit
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv from "ajv";
import { describe, expect, it } from "vitest";
import { formOfSection, SECTIONS } from "../../plan/editors/sections";
import { Findings } from "../../plan/findings/findings";
import { PlanError } from "../../plan/findings/plan-error";
import { loadPlan } from "../../plan/load";
import { readBytes, readText } from "../../plan/texts/file";
import { readDocuments } from "../../plan/yaml/documents";
import { plain } from "../../plan/yaml/tree";
import { readReference } from "../../schemas/reference";
import { SCHEMA_FILE, schemaText } from "../../schemas/schema";

const ROOT = resolve(__dirname, "../..");
const SHARED = resolve(ROOT, "../shared/plans");
const SCHEMA = readFileSync(join(ROOT, SCHEMA_FILE), "utf8");
/** Words of editors, which say nothing about what is valid. */
const OF_EDITORS = ["doNotSuggest", "deprecationMessage", "patternErrorMessage"];
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addVocabulary(OF_EDITORS);
const isDocument = ajv.compile(JSON.parse(SCHEMA));

/** What the schema says against the documents of a plan. */
function refusals(text: string): string[] {
  const documents = readDocuments("plan.yaml", text, new Findings()) ?? [];
  return documents.flatMap((document, index) =>
    isDocument(JSON.parse(JSON.stringify(plain(document), (_, value) => value ?? null)))
      ? []
      : (isDocument.errors ?? []).map(
          ({ instancePath, message, params }) => `${index}${instancePath} ${message} ${JSON.stringify(params)}`,
        ),
  );
}

/** What the loader says against a plan in a file. */
function errors(file: string): readonly string[] {
  const folder = join(file, "..");
  try {
    loadPlan("plan.yaml", readFileSync(file, "utf8"), {
      readFile: (path) => readText(join(folder, path)),
      readBytes: (path, limit) => readBytes(join(folder, path), limit),
    });
    return [];
  } catch (error) {
    if (error instanceof PlanError) {
      return error.diagnostics.map(({ message }) => message);
    }
    throw error;
  }
}

/** A plan with a key of every section, in which a test can put one more: `§NAME` stands where it goes. */
const EVERY_SECTION = `\
name: every-section
operators: 192.0.2.0/24
§settings
parameters: {gigabytes: {information: memory, type: int, default: 4}}
certificates: {days: 100}
images: {Ubuntu: {name: Ubuntu 22.04 64-bit 2 CPU, §image }}
secrets: {admin: 2, app: {generation: 2, §secret }}
removed: {EU6::gone: {destroy: false, because: moved, §removed }}
defaults:
  domain: {name: Trial, service: advanced, ipv4: 4, §domain }
  base: {appliance: Ubuntu 22.04 64-bit 2 CPU, cpu: 2, §nodeClass }
replications:
  db: {source: "EU6::sql", databases: {db01: {populate: first.sql, §database }}, users: [{name: app, rights: ALL}], §replication }
---
locationId: EU6
prepare: [{beachhead: 192.0.2.7, §beachhead }]
§location
blueprints:
  - sql:
      ethernet: {name: databases, subnet: 10.1.0.0, accept: [{from: web, tcp: 3306, §accept }], §ethernet }
      nodes:
        - sql: {default: base, memory: "{{ parameter.gigabytes }}", glue: internet 22, mysql: {group: db, §member }, §node }
        - web1: {default: base, memory: 4, backup: {plan: essentials, clients: [{type: filesystem, email: a@example.com, §backupClient }], §backup }}
      pool: {algorithm: round_robin, §pool }
      balancers: [front: {port: 80, §balancer }]
  - web:
      §blueprint
      ethernet: {name: web, subnet: 10.2.0.0}
`;

/** That plan with a key at one of its places. */
function withKey(place: string, line: string): string {
  const flow = (text: string) => (text === place && line !== "" ? `${line}` : "");
  return EVERY_SECTION.replaceAll(/^( *)§(\w+)$/gm, (_, indent, name) =>
    name === place && line !== "" ? `${indent}${line}` : `${indent}# nothing`,
  ).replaceAll(/, §(\w+) /g, (_, name) => (flow(name) === "" ? "" : `, ${flow(name)}`));
}

/** That plan with a line at its node, in place of what the node says of the same. */
function atNode(line: string): string {
  const memory = 'memory: "{{ parameter.gigabytes }}"';
  return line.startsWith("memory") ? withKey("", "").replace(memory, line) : withKey("node", line);
}

/** Errors of the loader about a text. */
function loaderErrors(text: string): readonly string[] {
  try {
    loadPlan("plan.yaml", text, { readFile: () => "CREATE TABLE a (id INT);\n" });
    return [];
  } catch (error) {
    return error instanceof PlanError
      ? error.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)
      : expect.fail(String(error));
  }
}

const sections = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[];

describe("the schema of plans", () => {
  it("lies in its file as the loader's shapes make it: npm run schema", () => {
    expect(SCHEMA).toBe(schemaText(ROOT));
  });

  it("takes the plans of this project", () => {
    const files = ["fittings.yaml", ...readdirSync(join(ROOT, "examples"), { recursive: true, encoding: "utf8" })]
      .map((file) => (file === "fittings.yaml" ? file : join("examples", file)))
      .filter((file) => /\.ya?ml$/.test(file) && !file.includes("expected"));
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      expect({ file, refusals: refusals(readFileSync(join(ROOT, file), "utf8")) }).toEqual({ file, refusals: [] });
    }
  });

  it("takes a plan with every section", () => {
    const text = withKey("", "");
    expect(loaderErrors(text)).toEqual([]);
    expect(refusals(text)).toEqual([]);
  });

  it.each(sections)("refuses a key of %s that the loader refuses", (name) => {
    const { unsupported } = formOfSection(SECTIONS[name]);
    for (const key of ["surplus", ...unsupported]) {
      const text = withKey(name, `${key}: 1`);
      expect(text).toContain(`${key}: 1`);
      expect(loaderErrors(text).some((message) => message.includes(`\`${key}\``))).toBe(true);
      expect(refusals(text).join("\n")).toContain(key);
    }
  });

  it.each([
    "location",
    "blueprint",
    "settings",
    "node",
    "domain",
  ] as const)("takes a key of %s without a value", (name) => {
    const { entries } = formOfSection(SECTIONS[name]);
    const shown = withKey("", "");
    for (const key of Object.keys(entries).filter((one) => !shown.includes(`${one}:`))) {
      expect(refusals(withKey(name, `${key}:`))).toEqual([]);
    }
  });

  it("takes tokens where numbers and words are, with quotes and, as editors see them, without", () => {
    const location = (node: object) => ({ locationId: "EU6", blueprints: [{ web: { nodes: [{ web1: node }] } }] });
    const unquoted = { "{ parameter.one }": null };
    for (const token of ["{{ parameter.one }}", unquoted]) {
      expect(isDocument(location({ memory: token, monitoring: token, description: token, disks: [token] }))).toBe(true);
    }
    expect(isDocument(location({ memory: { one: 1 } }))).toBe(false);
    expect(isDocument(location({ monitoring: { one: 1 } }))).toBe(false);
  });

  it.each([
    ["memory: 0", "memory"],
    ["memory: much", "memory"],
    ["monitoring: lots", "monitoring"],
    ["destroy: 1", "destroy"],
    ["description: {a: 1}", "description"],
  ])("refuses %s at a node", (line, key) => {
    expect(loaderErrors(atNode(line)).join()).toContain(key);
    expect(refusals(atNode(line)).join()).toContain(`/${key} `);
  });

  it.each(["memory: '4'", "monitoring: ESSENTIALS", "destroy: Never", "memory: 256"])("takes %s at a node", (line) => {
    expect(loaderErrors(atNode(line))).toEqual([]);
    expect(refusals(atNode(line))).toEqual([]);
  });

  it("knows what each key takes", () => {
    const schema = JSON.parse(SCHEMA);
    const unknown = Object.keys(SECTIONS).flatMap((name) =>
      Object.entries(schema.definitions[name].properties as Record<string, object>)
        .filter(([, taken]) => Object.keys(taken).every((word) => word === "description"))
        .map(([key]) => `${name}.${key}`),
    );
    // a key that is read straight from the tree says in plan/editors/sections.ts what it takes
    expect(unknown).toEqual([]);
  });

  it("has words of the reference at every key of a table", () => {
    const schema = JSON.parse(SCHEMA);
    const silent = Object.entries(SECTIONS).flatMap(([name, section]) =>
      "heading" in section
        ? Object.entries(schema.definitions[name].properties as Record<string, { description?: string }>)
            .filter(([, { description }]) => description === undefined)
            .map(([key]) => `${section.heading}: ${key}`)
        : [],
    );
    expect(silent).toEqual([]);
  });
});

describe.skipIf(!existsSync(SHARED))("the schema and the published plans", () => {
  const plans = existsSync(SHARED) ? readdirSync(SHARED).filter((file) => file.endsWith(".yaml")) : [];
  it.each(plans)("takes %s if the loader does", (file) => {
    const against = errors(join(SHARED, file));
    expect(against.length > 0 || refusals(readFileSync(join(SHARED, file), "utf8")).length === 0).toBe(true);
  });
});

describe("the words of a reference", () => {
  it("are found by heading and key, without links", () => {
    const reference = readReference(
      "## A node\n\n| key | takes | default |\n|---|---|---|\n| `a`, `b` | [text](x.md) | 2 |\n| `c: never` | | |\n",
    );
    expect(reference.get("A node")?.get("a")).toBe("text. Default: 2");
    expect(reference.get("A node")?.get("b")).toBe("text. Default: 2");
    expect(reference.get("A node")?.get("c")).toBe("`c: never`");
  });
});
