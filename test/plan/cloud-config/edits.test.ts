// @module-tag unit
import { describe, expect, it } from "vitest";
import { type Change, changed, dataOf, editOf } from "../../../plan/cloud-config/edits";
import { Findings } from "../../../plan/findings/findings";
import { readDocuments } from "../../../plan/yaml/documents";
import type { Tree } from "../../../plan/yaml/tree";

const TEXT = "a: 0400\nlist:\n  - x\n  - {b: 1}\n  - y\n";
const TREE = (readDocuments("plan.yaml", TEXT, new Findings()) ?? [])[0] as Tree;

const CHANGES: readonly (readonly [Change, object, object])[] = [
  [
    { kind: "rename", path: ["a"], to: "z" },
    { z: 256, list: ["x", { b: 1 }, "y"] },
    { at: [1, 1], to: "z" },
  ],
  [
    { kind: "replace", path: ["list", 1, "b"], value: [2] },
    { a: 256, list: ["x", { b: [2] }, "y"] },
    { at: [4, 9], value: [2] },
  ],
  [{ kind: "remove", path: ["list", 2] }, { a: 256, list: ["x", { b: 1 }] }, { at: [5, 5] }],
  [{ kind: "remove", path: ["list"] }, { a: 256 }, { at: [2, 1] }],
  [
    { kind: "add", path: ["list", 1], key: "c", value: { d: null } },
    { a: 256, list: ["x", { b: 1, c: { d: null } }, "y"] },
    { at: [4, 5], top: false, key: "c", value: { d: null } },
  ],
  [
    { kind: "add", path: [], key: "c", value: true, beside: { file: "plan.yaml", line: 5, column: 5 } },
    { a: 256, list: ["x", { b: 1 }, "y"], c: true },
    { at: [5, 5], top: true, key: "c", value: true },
  ],
];

describe("a change to a cloud-config", () => {
  it.each(CHANGES)("%j", (change, data, edit) => {
    expect(dataOf(changed(TREE, change))).toEqual(data);
    const { at, ...said } = editOf(TREE, change) ?? expect.fail("there is such a place");
    expect({ ...said, at: [at.line, at.column] }).toEqual({ kind: change.kind, ...edit });
  });

  it("leaves the tree that it was made for as it was", () => {
    expect(dataOf(TREE)).toEqual({ a: 256, list: ["x", { b: 1 }, "y"] });
  });

  it("of what is not there changes nothing", () => {
    for (const path of [["b"], ["list", 7], ["a", "b"], ["list", 0, "x"]]) {
      const change: Change = { kind: "replace", path, value: 1 };
      expect(editOf(TREE, change)).toBeUndefined();
      expect(dataOf(changed(TREE, change))).toEqual(dataOf(TREE));
    }
  });
});
