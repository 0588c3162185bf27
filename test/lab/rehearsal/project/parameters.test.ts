// @module-tag unit
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { withParameter } from "../../../../lab/rehearsal/project/parameters";
import { planEnvironment } from "../../../../lab/rehearsal/project/synthesis";
import { allNodesOf } from "../../../../plan/nodes";
import { readPlan } from "../../../../plan/read";

const PLAN = `name: small
operators: [192.0.2.0/24]
parameters:
  memory: {information: memory of a node, type: int}
  ntpServers: {information: who tells the time, type: list, default: [pool.ntp.org]}
ntp: "{{ parameter.ntpServers }}"
---
locationId: EU6
blueprints:
  - one:
      domain: {name: Small}
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes: [{one: {appliance: Ubuntu 22.04, cpu: 2, memory: "{{ parameter.memory }}"}}]
`;

let root: string;
const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const withNtp = (written: string | undefined) =>
  withParameter(written, ["ntpServers", "10.0.0.1"], { root, folder: join(root, "rehearsal") });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plumbline-parameters-"));
});

afterEach(() => rmSync(root, { recursive: true }));

describe("a parameter of the lab's", () => {
  it.each([
    [undefined, "ntpServers=10.0.0.1"],
    ["memory=8", "memory=8,ntpServers=10.0.0.1"],
    ["list=1,2,3", "list=1,2,3,ntpServers=10.0.0.1"],
    ["memory=8,", "memory=8,ntpServers=10.0.0.1"],
  ])("comes behind %j", (written, whole) => {
    expect(withNtp(written)).toBe(whole);
  });

  it.each([
    ["a file", "memory: 8\nname: '42'\n", { memory: 8, name: "42" }],
    ["a file that gives it already", "ntpServers: [mine]\nmemory: 8\n", { memory: 8 }],
    ["a file in one line", "{memory: 8, names: [a, 'b, c=d']}\n", { memory: 8, names: ["a", "b, c=d"] }],
    ["a file with comments alone", "# nothing yet\n", {}],
  ])("is put into a copy of %s, which stays as it is", (_, text, values) => {
    write("given.yaml", text);
    const made = withNtp("given.yaml");
    expect(parse(readFileSync(made, "utf8"))).toEqual({ ...values, ntpServers: "10.0.0.1" });
    expect(statSync(made).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(root, "given.yaml"), "utf8")).toBe(text);
  });

  it.each([
    "nowhere.yaml",
    "list.yaml",
    "broken.yaml",
  ])("leaves what is no file of parameters to its reader: %s", (name) => {
    write("list.yaml", "- a\n");
    write("broken.yaml", "a: [\n");
    expect(withNtp(name)).toBe(name);
  });
});

describe("a plan with a parameter without default", () => {
  const read = (parameters: string | undefined, timeServer: string | undefined) =>
    readPlan(planEnvironment({ root, plan: "small.yaml", parameters, environment: {} }, timeServer), root);

  beforeEach(() => write("small.yaml", PLAN));

  it.each([
    ["text", "memory=8"],
    ["a file", "given.yaml"],
  ])("is read with its value from %s, with and without machines", (_, parameters) => {
    write("given.yaml", "memory: 8\n");
    for (const timeServer of [undefined, "10.0.0.1"]) {
      const plan = read(parameters, timeServer);
      expect(allNodesOf(plan)[0]?.memoryGb).toBe(8);
    }
  });

  it.each([undefined, "memory=lots", "memory=8,nonsense=1"])("is refused in its user's words with %j", (parameters) => {
    const errors = [undefined, "10.0.0.1"].map((timeServer) => {
      try {
        read(parameters, timeServer);
        return "none";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(errors[0]).toMatch(/memory|nonsense/);
    expect(errors[1]).toBe(errors[0]);
  });
});
