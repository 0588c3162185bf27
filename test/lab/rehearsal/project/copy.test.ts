// @module-tag tools
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { ProjectCopy } from "../../../../lab/rehearsal/project/copy";
import { synthesizeInto } from "../../../../lab/rehearsal/project/synthesis";
import { ROOT } from "../plan-file";

describe("a copy of the project", () => {
  let folder: string;
  let project: ProjectCopy;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-copy-"));
    project = new ProjectCopy(ROOT, join(folder, "project"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Synthesizes a copy; gives its folder. */
  async function synthesized(root: string, name: string): Promise<string> {
    const output = join(folder, name);
    await synthesizeInto(output, { root, environment: process.env, cancellation: new Cancellation() }, "2001:db8::1");
    return join(output, "stacks", "fittings");
  }
  const scriptsIn = (stack: string) =>
    readdirSync(stack, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sh"));

  it("synthesizes to the same as the project itself", async () => {
    const [own, copied] = await Promise.all([synthesized(ROOT, "own"), synthesized(project.folder, "copied")]);
    expect(spawnSync("diff", ["-r", own, copied], { encoding: "utf8" }).stdout).toBe("");
  });

  it("synthesizes to an edited plan, and leaves the project's own alone", async () => {
    const plan = readFileSync(join(ROOT, "fittings.yaml"), "utf8");
    project.editPlan("default: 32", "default: 48");
    const stack = await synthesized(project.folder, "edited");
    expect(readFileSync(join(stack, "cdk.tf.json"), "utf8")).toContain('"memory_gb": 48');
    expect(readFileSync(join(ROOT, "fittings.yaml"), "utf8")).toBe(plan);
    expect(() => project.editPlan("default: 32", "default: 64")).toThrow('the plan does not have "default: 32"');
  });

  it("has each script for nodes changed by one byte that no shell reads", async () => {
    project.touchScripts();
    const [own, touched] = await Promise.all([synthesized(ROOT, "own"), synthesized(project.folder, "touched")]);
    expect(scriptsIn(touched)).toEqual(scriptsIn(own));
    for (const name of scriptsIn(own)) {
      const [before, after] = [own, touched].map((stack) => readFileSync(join(stack, name), "utf8"));
      expect(after, name).not.toBe(before);
      expect(spawnSync("bash", ["-n", join(touched, name)], { encoding: "utf8" }).stderr).toBe("");
    }
  });
});
