// @module-tag unit
import fc from "fast-check";
import { expect, it } from "vitest";
import { stackNameOf } from "../../../plan/names/stack-name";

it.each([
  ["fittings.yaml", "fittings"],
  ["plans/a.yaml", "plans-a"],
  ["plans/A Plan.yml", "plans-a-plan"],
  ["../shared/plans/mysql-master-slave.yaml", "shared-plans-mysql-master-slave"],
  ["plan", "plan"],
  ["...yaml", "plan"],
])("of %s is %s", (path, name) => {
  expect(stackNameOf(path)).toBe(name);
});

it("is made of lower-case letters, digits and dashes, whatever the path", () => {
  fc.assert(fc.property(fc.string(), (path) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stackNameOf(path))));
});
