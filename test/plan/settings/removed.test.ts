// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, load } from "../trial";

const removed = (text: string) => edited(["defaults:\n", `removed: ${text}\ndefaults:\n`]);

describe("removed nodes", () => {
  it("are none at first", () => {
    expect(load(edited()).removed).toEqual([]);
    expect(load(removed("")).removed).toEqual([]);
  });

  it("say whether they are destroyed, and why", () => {
    expect(
      load(removed("{EU6::web: {destroy: true, because: done}, NA12::db: {destroy: false, because: x, also: a.EU6_b}}"))
        .removed,
    ).toEqual([
      {
        ...{ id: "EU6::web", location: "EU6", name: "web", destroy: true, because: "done", also: [] },
        at: { file: "plan.yaml", line: 3, column: 11 },
      },
      {
        ...{ id: "NA12::db", location: "NA12", name: "db", destroy: false, because: "x", also: ["a.EU6_b"] },
        at: { file: "plan.yaml", line: 3, column: 53 },
      },
    ]);
  });

  it.each<[string, string, string]>([
    ["{§EU6::web: {destroy: true}}", "`because` is missing in a removed node", "for example"],
    ["{§EU6::web: {because: x}}", "`destroy` is missing in a removed node", "for example: destroy: false"],
    ["{EU6::web: {destroy: §never, because: x}}", "`destroy` takes true or false", "goes on without Terraform"],
    ['{EU6::web: {destroy: true, because: §""}}', "because is empty", ""],
    ["{§web: {destroy: true, because: x}}", '"web" in `removed` is no id of a node', "LOCATION::NAME"],
    ["{§EU66::web: {destroy: true, because: x}}", 'unknown location "EU66" in `removed`', "Did you mean EU6?"],
    [
      "{EU6::web: {destroy: true, because: x, also: §[a.b]}}",
      "`also` is for what is forgotten and not destroyed",
      "destroyed with it",
    ],
    ["§[EU6::web]", "`removed` is not a mapping", "EU6::web: {destroy: false"],
    [
      "{§EU6::master-sql: {destroy: true, because: x}}",
      "EU6::master-sql is in `removed`, and in the plan at plan.yaml:18:11",
      "take it out of one of the two",
    ],
  ])("are told what is wrong with them: %s", (text, message, hint) => {
    expectErrors(removed(text), [[message, hint]]);
  });

  it("are none that go on under another name", () => {
    const text = removed("{§EU6::old: {destroy: true, because: x}}").replace(
      "- master-sql:\n",
      "- master-sql:\n            was: old\n",
    );
    expectErrors(text, [
      ["EU6::old is in `removed`, and EU6::master-sql at plan.yaml:18:11 was called so", "or else its `was`"],
    ]);
  });
});
