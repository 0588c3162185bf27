// @module-tag unit
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import type { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { loadPlan } from "../../../plan/load";
import { FittingsStack } from "../../../stacks/fittings-stack";
import { domainAt, synthesize } from "../../constructs/synthesized";
import { DEFAULT_PLAN } from "../synthesized-plan";
import { mappedOutput, type Trial } from "./trial";

const ROOT = resolve(__dirname, "../../..");
const SCHEMA = JSON.parse(readFileSync(join(ROOT, "schemas/plan-map.schema.json"), "utf8"));
const ajv = new Ajv2020({ allErrors: true, strict: true });
const isMap = ajv.compile(SCHEMA);

/** What is wrong with the form of a map. */
function formErrors(map: unknown): unknown[] {
  return isMap(map) ? [] : (isMap.errors ?? []);
}

const FILES = {
  "persons.sql": readFileSync(join(ROOT, "persons.sql"), "utf8"),
  "first.sql": "CREATE TABLE a (id INT);\n",
};
const DEFAULT: Trial = { file: "fittings.yaml", text: DEFAULT_PLAN, files: FILES };
const EVERYTHING: Trial = {
  file: "plans/example.yaml",
  text: readFileSync(join(__dirname, "example.yaml"), "utf8"),
  files: FILES,
};

describe("the form of plan-map.json", () => {
  it.each([DEFAULT, EVERYTHING])("follows its schema ($file)", (trial) => {
    expect(formErrors(mappedOutput(trial).map)).toEqual([]);
  });

  it("follows its schema for a program without a plan, which has no positions", () => {
    const { map } = synthesize((app) => {
      const stack = new PlumblineStack(app, "program");
      domainAt(stack, "EU6");
      return stack;
    });
    expect(formErrors(JSON.parse(map))).toEqual([]);
    expect(JSON.parse(map).addresses["ddcloud_networkdomain.EU6"]).toEqual({ construct: "EU6/Default/Resource" });
  });

  it("is refused by the schema where it is another", () => {
    const { map } = mappedOutput(DEFAULT);
    expect(formErrors({ ...map, format_version: "2.0" })).not.toEqual([]);
    expect(formErrors({ ...map, plan: "/home/somebody/fittings.yaml" })).not.toEqual([]);
    expect(formErrors({ ...map, files: { "nodes/a": { from: ["fittings.yaml:0:1"] } } })).not.toEqual([]);
  });

  it("is the same to the byte a second time", () => {
    expect(mappedOutput(EVERYTHING).text).toBe(mappedOutput(EVERYTHING).text);
  });

  it("is what docs/plan-map.md shows", () => {
    const shown = readFileSync(join(ROOT, "docs/plan-map.md"), "utf8");
    const [, example] = /```json\n(.*?)```/s.exec(shown) ?? [];
    const map = JSON.parse(example ?? "");
    expect(formErrors(map)).toEqual([]);
    const { steps, ...parts } = map;
    const whole = JSON.parse(mappedOutput(DEFAULT).text);
    expect(whole).toMatchObject(parts);
    expect(whole.steps).toEqual(expect.arrayContaining(steps));
  });
});

describe("what the map says", () => {
  const { map, blocks, files } = mappedOutput(DEFAULT);

  it("has an address for each block of the configuration, and for nothing else", () => {
    const known = [...blocks.keys()].filter((address) => address !== "terraform.settings");
    expect(Object.keys(map.addresses).sort()).toEqual(known.sort());
  });

  it("has each file of the output: those of one node by their lines, all by the nodes that they land on", () => {
    const own = Object.keys(files).filter((path) => path.startsWith("nodes/"));
    expect(Object.keys(map.files).sort()).toEqual(own.sort());
    const landing = new Set(Object.values(map.nodes).flatMap(({ files: landing }) => Object.values(landing)));
    expect([...landing].filter((path) => !(path in files))).toEqual([]);
    expect(own.filter((path) => !landing.has(path))).toEqual([]);
  });

  it("has the steps in an order in which each stands behind all that it waits for", () => {
    const seen = new Set<string>();
    for (const { address, waits_for } of map.steps) {
      expect(
        waits_for.filter((other) => !seen.has(other)),
        address,
      ).toEqual([]);
      seen.add(address);
    }
    const made = [...blocks.keys()].filter((address) => /^null_resource\..*(?<!_monitoring)$/.test(address));
    expect([...seen].sort()).toEqual(made.sort());
  });

  it("waits for a step exactly where Terraform does", () => {
    for (const { address, waits_for } of map.steps) {
      const named = [...(blocks.get(address) ?? [])].flatMap(([pointer, value]) =>
        /^\/(depends_on|triggers)\//.test(pointer) ? (String(value).match(/null_resource\.\w+/g) ?? []) : [],
      );
      expect([...new Set(named)].sort(), address).toEqual(waits_for);
    }
  });

  it("leaves out the steps of a stack that is its infrastructure alone", () => {
    const plan = loadPlan(DEFAULT.file, DEFAULT.text, { readFile: () => FILES["persons.sql"] });
    const output = synthesize((app: App) => new FittingsStack(app, plan, "left out"));
    const left = JSON.parse(output.map);
    expect(left.steps).toEqual([]);
    expect(Object.keys(left.addresses).filter((address) => /_(adopt|boot|files)$/.test(address))).toEqual([]);
    expect(left.addresses["output.information"].attributes["/value/0"]).toEqual([]);
    expect(left.addresses["output.information"].attributes["/value/2"]).toEqual(["fittings.yaml:11:5"]);
  });
});

describe("a value of a parameter", () => {
  const at = (parameters: Trial["parameters"]) =>
    mappedOutput({ ...DEFAULT, parameters }).map.addresses["ddcloud_server.EU6_master_sql"]?.attributes?.["/memory_gb"];

  it("has the line that it stands in, then that of the default", () => {
    expect(at(undefined)).toEqual(["fittings.yaml:79:13", "fittings.yaml:35:14"]);
  });

  it("has the line of the file that gives it", () => {
    const text = "# smaller\nmemoryPerNode: 16\n";
    expect(at({ kind: "file", file: "small.yaml", text })).toEqual(["fittings.yaml:79:13", "small.yaml:2:16"]);
  });

  it("has its place in the words that give it", () => {
    expect(at({ kind: "inline", text: "cpuPerNode=4,memoryPerNode=16" })).toEqual([
      ...["fittings.yaml:79:13", "PARAMETERS:1:28"],
    ]);
  });
});
