// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { type Plan, WorkingFolder } from "./working-folder";

// triggers before and after, and what becomes of the resource
const CHANGES: Record<string, [before: string | undefined, after: string | undefined, action: "replace" | "update"]> = {
  "a changed value": ['{ a = "1" }', '{ a = "2" }', "replace"],
  "an added value": ['{ a = "1" }', '{ a = "1", b = "1" }', "replace"],
  "a removed value": ['{ a = "1", b = "1" }', '{ a = "1" }', "replace"],
  "triggers that appear": [undefined, '{ a = "1" }', "replace"],
  "triggers that disappear": ['{ a = "1" }', undefined, "replace"],
  "a value that is lost": ['{ a = "1" }', "{ a = null }", "replace"],
  "an empty map that appears": [undefined, "{}", "update"],
  "nulls alone that appear": [undefined, "{ a = null }", "update"],
  "a null that is added": ['{ a = "1" }', '{ a = "1", b = null }', "update"],
};

const name = (title: string) => title.replaceAll(" ", "_");

const nullResource = (title: string, triggers?: string) =>
  `resource "null_resource" "${name(title)}" {\n${triggers === undefined ? "" : `  triggers = ${triggers}\n`}}\n`;

const every = (side: 0 | 1) =>
  Object.entries(CHANGES)
    .map(([title, sides]) => nullResource(title, sides[side]))
    .join("");

describe("the stand-in of null", () => {
  let folder: WorkingFolder;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
  });
  afterAll(() => folder.remove());

  it("stores a decimal id, triggers as text, and null where there are none", async () => {
    await folder.apply(nullResource("step", "{ generation = 3 }") + nullResource("bare"));
    const step = await folder.state("null_resource.step");
    expect(step.triggers).toEqual({ generation: "3" });
    expect(step.id).toMatch(/^[0-9]{1,19}$/);
    const bare = await folder.state("null_resource.bare");
    expect(bare).toEqual({ id: expect.stringMatching(/^[0-9]{1,19}$/), triggers: null });
    expect(bare.id).not.toBe(step.id);
  });

  describe("on a change of triggers", () => {
    const ids: Record<"before" | "after", Record<string, string>> = { before: {}, after: {} };
    let unchanged: Plan;
    let planned: Plan;
    let settled: Plan;

    beforeAll(async () => {
      const remember = async (when: "before" | "after") => {
        for (const { address, values } of await folder.resources()) {
          ids[when][address] = values.id;
        }
      };
      await folder.apply(every(0));
      unchanged = await folder.plan();
      await remember("before");
      planned = await folder.plan(every(1));
      await folder.apply();
      await remember("after");
      settled = await folder.plan();
    });

    it.each(Object.keys(CHANGES))("does to %s what is published", (title) => {
      const action = CHANGES[title]?.[2];
      const address = `null_resource.${name(title)}`;
      const change = planned.change(address);
      expect(planned.changes[address]).toBe(action);
      expect(change.replace_paths).toEqual(action === "replace" ? [["triggers"]] : undefined);
      expect(change.after_unknown.id).toBe(action === "replace" ? true : undefined);
      expect(ids.before[address]).toBeDefined();
      expect(ids.after[address] === ids.before[address]).toBe(action === "update");
    });

    it("has nothing to do before it and after it", () => {
      expect(unchanged.changes).toEqual({});
      expect(settled.changes).toEqual({});
    });
  });

  it("cannot be imported", async () => {
    await folder.configure('resource "null_resource" "imported" {}');
    const { failed, text } = await folder.outcome(["import", "null_resource.imported", "1"]);
    expect(failed).toBe(true);
    expect(text).toContain("Resource Import Not Implemented");
  });

  it("has the deprecated data source", async () => {
    await folder.apply('data "null_data_source" "values" {\n  inputs = { a = 1 }\n}\n');
    expect(await folder.state("data.null_data_source.values")).toEqual({
      id: "static",
      inputs: { a: "1" },
      outputs: { a: "1" },
      has_computed_default: "default",
      random: expect.stringMatching(/^[0-9]{1,19}$/),
    });
    expect((await folder.outcome(["validate"])).text).toContain("Deprecated");
  });
});
