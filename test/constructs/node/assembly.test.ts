// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble } from "../../../constructs/node/assembly";
import { contributedFiles } from "../../../constructs/node/contributed-files";
import type { Contribution } from "../../../constructs/node/contribution";
import type { NodeStepData, StepPart } from "../../../constructs/steps/step-data";
import type { NodeFile } from "../../../templates/node-file";

const step = (id: string, part: StepPart = {}): NodeStepData => ({
  ...{ on: "node", id, folder: "boot", effect: "does something", rerunsWithFiles: true },
  ...part,
});
const file = (name: string, target: string): NodeFile => ({ name: `boot/${name}`, target, text: "", values: [] });
const writes = (...files: NodeFile[]): StepPart => ({ files: () => files });
const ids = (...contributions: Contribution[]) => assemble(contributions).steps.map(({ data }) => data.id);
const filesOf = (...contributions: Contribution[]) =>
  Object.fromEntries(contributedFiles(assemble(contributions).steps, contributions));

const BASE: Contribution = {
  name: "base",
  packages: ["b", "a"],
  steps: [step("boot"), step("ready", { after: { boot: "boot" } })],
};

describe("contributions to a node", () => {
  it("give their packages together, each once and sorted", () => {
    expect(assemble([BASE, { name: "web", packages: ["c", "a"] }]).packages).toEqual(["a", "b", "c"]);
  });

  it("give steps in the order in which they come, but each after what it waits for", () => {
    expect(ids(BASE, { name: "web", steps: [step("serve")] })).toEqual(["boot", "ready", "serve"]);
    const prepares: Contribution = {
      name: "prepare",
      steps: [step("second", { after: { first: "first" } }), step("first", { waits: ["boot"] })],
      within: { ready: { waits: ["second"] } },
    };
    expect(ids(BASE, prepares)).toEqual(["boot", "first", "second", "ready"]);
  });

  it("add to steps of others, behind what is there", () => {
    const added: StepPart = { runs: [{ script: "role" }] };
    const [boot] = assemble([
      BASE,
      { name: "x", within: { boot: added } },
      { name: "y", within: { boot: added } },
    ]).steps;
    expect(boot?.parts.map(({ by }) => by)).toEqual(["base", "x", "y"]);
  });

  it("are refused with all that does not go together", () => {
    const operator = { on: "operator", id: "adopt", effect: "", script: "adopt", environment: {} } as const;
    expect(() =>
      assemble([
        { ...BASE, steps: [...(BASE.steps ?? []), operator] },
        { name: "base" },
        { name: "web", steps: [step("boot")], within: { serve: {}, adopt: {} } },
        { name: "late", steps: [step("last", { waits: ["nowhere"] })] },
      ]),
    ).toThrow(
      [
        "base contributes twice; a node takes one contribution of a name",
        "base and web both have a step boot; give one another id",
        "web adds to step serve, which nobody contributes; there are boot, ready, adopt, last",
        "web adds to step adopt, which runs on the operator's machine; add to one that runs on the node",
        "step last waits for step nowhere, which nobody contributes; there are boot, ready, adopt, last",
      ].join("\n"),
    );
  });

  it("are refused where steps wait for each other", () => {
    const web: Contribution = {
      name: "web",
      steps: [step("serve", { after: { ready: "ready" } })],
      within: { boot: { waits: ["serve"] } },
    };
    expect(() => assemble([BASE, web])).toThrow(
      "steps wait for each other in a circle: boot -> serve -> ready -> boot; one of them cannot wait for the next",
    );
  });

  it("come out in an order that all waiting allows, whatever waits for what", () => {
    const order = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 });
    const plan = order.chain((names) =>
      fc.tuple(
        fc.constant(names),
        fc.shuffledSubarray(names, { minLength: names.length }),
        // each may wait for those that come before it in `names`
        fc.tuple(...names.map((_, index) => fc.subarray(names.slice(0, index)))),
      ),
    );
    fc.assert(
      fc.property(plan, ([names, contributed, waits]) => {
        const steps = contributed.map((id) => step(id, { waits: waits[names.indexOf(id)] ?? [] }));
        const found = ids({ name: "base", steps });
        expect([...found].sort()).toEqual([...names].sort());
        for (const [index, id] of names.entries()) {
          for (const other of waits[index] ?? []) {
            expect(found.indexOf(other)).toBeLessThan(found.indexOf(id));
          }
        }
      }),
    );
  });
});

describe("files of contributions", () => {
  it("come together by step, in the order of the contributions", () => {
    const web: Contribution = { name: "web", within: { boot: writes(file("b", "/b")) } };
    const base: Contribution = { name: "base", steps: [step("boot", writes(file("a", "/a")))] };
    expect(filesOf(base, web)).toEqual({ boot: [file("a", "/a"), file("b", "/b")] });
  });

  it("are refused where two contributions write one file, whatever it is called and in whichever steps", () => {
    const web: Contribution = {
      name: "web",
      steps: [step("serve", writes(file("my-hosts", "/etc/hosts")))],
      userData: () => ({ write_files: [{ path: "/etc/motd" }] }),
    };
    const base: Contribution = {
      name: "base",
      steps: [step("boot", writes(file("hosts", "/etc/hosts"), file("motd", "/etc/motd")))],
    };
    expect(() => filesOf(base, web)).toThrow(
      "web and base both write /etc/motd; leave it to one of them\nbase and web both write /etc/hosts; leave it to one of them",
    );
  });

  it("are refused where two have one name in a step, a value as a file among them", () => {
    const value = { name: "x", expression: "${x}", trigger: { label: "x", value: "1" } };
    const base: Contribution = {
      name: "base",
      steps: [step("boot", { ...writes(file("key.tftpl", "a")), values: { key: value } })],
    };
    expect(() => filesOf(base)).toThrow("two files of base upload a file called key in step boot; rename one");
    const web: Contribution = { name: "web", within: { boot: writes(file("hosts", "/srv/hosts")) } };
    const hosts: Contribution = { name: "base", steps: [step("boot", writes(file("hosts", "/etc/hosts")))] };
    expect(() => filesOf(hosts, web)).toThrow("base and web both upload a file called hosts in step boot; rename one");
  });

  it("may be written anew by the same contribution in another step", () => {
    const base: Contribution = {
      name: "base",
      steps: [step("boot", writes(file("a", "/a"))), step("ready", writes(file("a", "/a")))],
    };
    expect(filesOf(base)).toEqual({ boot: [file("a", "/a")], ready: [file("a", "/a")] });
  });
});
