// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Terminal } from "./cli/terminal";
import { makeKey, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";
import { writeApp } from "./terraform/cdktf-app";

describe("destroy", () => {
  let project: Project;
  const resources = () => (JSON.parse(readFileSync(project.stateFile, "utf8")) as { resources: unknown[] }).resources;
  beforeAll(async () => {
    project = new Project();
    writeApp(project, { outputs: sampleOutputs(makeKey(project.folder, "made").privateKey) });
    expect((await project.run("deploy", ["--auto-approve"])).code).toBe(0);
  });
  afterAll(() => project.remove());

  it("without a terminal wants the approval beforehand", async () => {
    const { code, stderr } = await project.run("destroy");
    expect(code).toBe(64);
    expect(stderr).toContain("npm run destroy -- --auto-approve");
    expect(resources()).toHaveLength(3);
  });

  it("asks for the account of the platform", async () => {
    const { code, stderr } = await project.run("destroy", ["--auto-approve"], { MCP_USER: "" });
    expect(code).toBe(1);
    expect(stderr).toContain("destroy: MCP_USER is not set");
    expect(resources()).toHaveLength(3);
  });

  it("on a terminal removes what is approved there, and then there is no information", async () => {
    const terminal = new Terminal(project, "destroy");
    await terminal.shows(/Approve/);
    await terminal.listens();
    terminal.press("\r");
    const { code: destroyed, said } = await terminal.finished;
    expect(destroyed).toBe(0);
    expect(said).toContain("Destroy complete! Resources: 3 destroyed");
    expect(said).toContain("npm run orphans shows whether the platform has let all of it go");
    expect(resources()).toEqual([]);
    const { code, stderr } = await project.run("information");
    expect(code).toBe(1);
    expect(stderr).toContain("stack tiny is not deployed");
  });

  it("with the approval given beforehand asks for nothing", async () => {
    expect((await project.run("deploy", ["--auto-approve"])).code).toBe(0);
    const { code, stdout } = await project.run("destroy", ["--auto-approve"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Destroy complete! Resources: 3 destroyed");
    expect(resources()).toEqual([]);
  });
});
