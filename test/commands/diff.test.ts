// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeKey, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";
import { writeApp } from "./terraform/cdktf-app";

describe("diff", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
    writeApp(project, { outputs: sampleOutputs(makeKey(project.folder, "made").privateKey) });
  });
  afterAll(() => project.remove());

  it("shows what a deployment would change, without a terminal, and changes nothing", async () => {
    const { code, stdout } = await project.run("diff");
    expect(code).toBe(0);
    expect(stdout).toContain("Plan: 3 to add, 0 to change, 0 to destroy.");
    expect(existsSync(project.stateFile) && readFileSync(project.stateFile, "utf8")).toBeFalsy();
  });

  it("leaves a saved plan for its owner alone", () => {
    const files = readdirSync(project.stackFolder);
    expect(files).toContain("plan");
    expect(statSync(join(project.stackFolder, "plan")).mode & 0o077).toBe(0);
    expect(statSync(join(project.folder, "cdktf.out")).mode & 0o777).toBe(0o700);
  });

  it("shows no change after a deployment", async () => {
    expect((await project.run("deploy", ["--auto-approve"])).code).toBe(0);
    expect((await project.run("diff")).stdout).toContain("No changes.");
  });

  it("with --detailed-exitcode ends as terraform plan does", async () => {
    // it stands since the test before
    expect((await project.run("diff", ["--detailed-exitcode"])).code).toBe(0);
    const outputs = sampleOutputs(readFileSync(join(project.folder, "made"), "utf8"));
    writeApp(project, { outputs, more: { another: "output" } });
    expect((await project.run("diff", ["--detailed-exitcode"])).code).toBe(2);
    expect((await project.run("diff")).code).toBe(0);
    expect((await project.run("diff", ["--detailed-exitcode", "another-stack"])).code).toBe(1);
  });

  it("asks for the account of the platform", async () => {
    const { code, stderr } = await project.run("diff", [], { MCP_PASSWORD: "" });
    expect(code).toBe(1);
    expect(stderr).toContain("diff: MCP_PASSWORD is not set");
  });
});
