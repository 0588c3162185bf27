// @module-tag unit
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { currentStack } from "../../../commands/terraform/stack";
import { Project, STACK } from "../project";

describe("the stack of the plan that is chosen", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
  });

  afterEach(() => project.remove());

  it("lies in cdktf's own output folder", () => {
    expect(currentStack({}, project.folder)).toEqual({
      name: STACK,
      folder: project.stackFolder,
      relativeFolder: `cdktf.out/stacks/${STACK}`,
    });
  });

  it("lies where CDKTF_OUTDIR says that it was synthesized to", () => {
    const folder = join(project.folder, "elsewhere", "stacks", STACK);
    for (const CDKTF_OUTDIR of ["elsewhere", join(project.folder, "elsewhere")]) {
      expect(currentStack({ CDKTF_OUTDIR }, project.folder)).toMatchObject({
        folder,
        relativeFolder: `elsewhere/stacks/${STACK}`,
      });
    }
  });
});
