// @module-tag unit
import { expect, it } from "vitest";
import { STEPS } from "../../../../lab/rehearsal/terraform/progress";
import { STEPS as FOLDERS } from "../../../../templates/node-file";

it("a rehearsal shows the steps that nodes have, in their order", () => {
  expect(STEPS).toEqual(FOLDERS);
});
