// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Terminal } from "./cli/terminal";
import { makeKey, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";
import { writeApp } from "./terraform/cdktf-app";

const ENTER = "\r";
const DOWN = "\u001b[B";

describe("deploy", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
    writeApp(project, { outputs: sampleOutputs(makeKey(project.folder, "made").privateKey) });
  });
  afterEach(() => project.remove());

  /** While it asks, Terraform holds its lock on a state file that is empty yet. */
  const deployed = () => existsSync(project.stateFile) && readFileSync(project.stateFile, "utf8") !== "";

  it("asks for the account of the platform before anything else", async () => {
    const { code, stdout, stderr } = await project.run("deploy", ["--auto-approve"], {
      MCP_USER: undefined,
      MCP_PASSWORD: "",
      FITTINGS: "absent.yaml",
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("deploy: MCP_USER and MCP_PASSWORD are not set");
    expect(existsSync(join(project.folder, "state"))).toBe(false);
  });

  it("without a terminal wants the approval beforehand", async () => {
    const { code, stderr } = await project.run("deploy");
    expect(code).toBe(64);
    expect(stderr).toContain("npm run deploy -- --auto-approve");
    expect(existsSync(join(project.folder, "cdktf.out"))).toBe(false);
  });

  it("synthesizes, deploys, closes every file with secrets, and ends with the information", async () => {
    mkdirSync(join(project.folder, "state"));
    chmodSync(join(project.folder, "state"), 0o755);
    writeFileSync(join(project.folder, "state", "older.tfstate"), "{}");
    chmodSync(join(project.folder, "state", "older.tfstate"), 0o644);

    const { code, stdout, stderr } = await project.run("deploy", ["--auto-approve"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("deploy:") });
    expect(stdout).toContain("Apply complete! Resources: 3 added");
    expect(stdout.slice(stdout.lastIndexOf("MySQL replication"))).toBe(
      'MySQL replication from EU6 to NA9\nsource: npm run ssh -- master-sql, then "mysql"\n\n' +
        "Log in:\n  npm run ssh -- master-sql\n  npm run ssh -- slave-sql\n\n" +
        "the steps on the nodes are left out of this stack (MACHINES=left-out): there is nothing to verify\n",
    );
    expect(stdout).not.toContain("secret-");
    const mode = (...path: string[]) => (statSync(join(project.folder, ...path)).mode & 0o777).toString(8);
    expect([mode("state"), mode("cdktf.out")]).toEqual(["700", "700"]);
    expect(readdirSync(join(project.folder, "state")).map((file) => mode("state", file))).toEqual(["600", "600"]);
    expect(readFileSync(project.stateFile, "utf8")).toContain("Replicator-secret-1");
    expect(project.leftBehind()).toEqual([]);
  });

  describe("of a stack that protects a server", () => {
    const server = "terraform_data.first";
    const guarded = (changes: object) => ({
      [server]: { node: "EU6::master-sql", protected: false, contextualised: false, ...changes },
    });
    const write = (first: string, changes: object) => {
      const outputs = sampleOutputs(readFileSync(join(project.folder, "made"), "utf8"));
      writeApp(project, { outputs, first, more: { guarded: guarded(changes) } });
    };

    it("refuses to delete it before anything is done, as diff tells and destroy does", async () => {
      write("first", { protected: true });
      expect((await project.run("deploy", ["--auto-approve"])).code).toBe(0);
      const before = readFileSync(project.stateFile, "utf8");

      write("other", { protected: false });
      const { code, stdout, stderr } = await project.run("deploy", ["--auto-approve"]);
      expect(code).toBe(1);
      expect(stderr).toContain("deploy: this is not done, and nothing was changed");
      expect(stderr).toContain(
        `EU6::master-sql: its server (${server}) would be deleted, and \`destroy: never\` keeps it`,
      );
      expect(stderr).not.toContain("npm run orphans");
      expect(stdout).not.toContain("Apply complete");
      const diff = await project.run("diff", ["--detailed-exitcode"]);
      expect(diff.code).toBe(2);
      expect(diff.stderr).toContain(`npm run deploy refuses this:\nEU6::master-sql: its server (${server})`);
      const destroy = await project.run("destroy", ["--auto-approve"]);
      expect(destroy.code).toBe(1);
      expect(destroy.stderr).toContain(`EU6::master-sql: its server (${server}) would be deleted`);
      expect(readFileSync(project.stateFile, "utf8")).toBe(before);
      expect(project.leftBehind()).toEqual([]);
    }, 300_000);

    it("replaces all members of a replication where an option names it", async () => {
      write("first", { replication: "sql" });
      expect((await project.run("deploy", ["--auto-approve"])).code).toBe(0);
      write("other", { replication: "sql" });
      const { code, stderr } = await project.run("deploy", ["--auto-approve", "--all-members-of", "other"]);
      expect(code).toBe(1);
      expect(stderr).toContain("nothing would be left of it");
      const said = /npm run deploy -- (--all-members-of \S+)/.exec(stderr)?.[1] ?? "";
      expect((await project.run("deploy", ["--auto-approve", ...said.split(" ")])).code).toBe(0);
      expect((await project.run("deploy", ["--all-members-of"])).code).toBe(64);
    }, 300_000);
  });

  it("passes arguments on to cdktf, and cdktf's exit code back", async () => {
    const { code, stdout, stderr } = await project.run("deploy", ["--auto-approve", "another-stack"]);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("another-stack");
    expect(stderr).toContain("npm run orphans");
    expect(stdout + stderr).not.toContain("Log in:");
    expect(existsSync(project.stateFile)).toBe(false);
  });

  it("uses the program that TERRAFORM_BINARY_NAME names", async () => {
    writeFileSync(
      join(project.folder, "other"),
      `#!/bin/sh\necho "$1" >> ${project.folder}/calls\nexec terraform "$@"\n`,
    );
    chmodSync(join(project.folder, "other"), 0o755);
    const env = { TERRAFORM_BINARY_NAME: join(project.folder, "other") };
    expect((await project.run("deploy", ["--auto-approve"], env)).code).toBe(0);
    expect(readFileSync(join(project.folder, "calls"), "utf8").split("\n")).toEqual(
      expect.arrayContaining(["init", "apply", "output"]),
    );
  });

  it("says what to do where cdktf is not installed", async () => {
    rmSync(join(project.folder, "node_modules"));
    const { code, stderr } = await project.run("deploy", ["--auto-approve"]);
    expect(code).toBe(1);
    expect(stderr).toContain("npm ci");
  });

  it("on a terminal deploys what is approved there", async () => {
    const terminal = new Terminal(project, "deploy");
    await terminal.shows(/Approve/);
    expect(deployed()).toBe(false);
    await terminal.listens();
    terminal.press(ENTER);
    const { code, said } = await terminal.finished;
    expect(code).toBe(0);
    expect(said).toContain("npm run ssh -- slave-sql");
    expect(deployed()).toBe(true);
  });

  it("on a terminal deploys nothing where the answer is no", async () => {
    const terminal = new Terminal(project, "deploy");
    await terminal.shows(/Approve/);
    await terminal.listens();
    terminal.press(DOWN);
    await terminal.shows(/❯ Dismiss/);
    terminal.press(ENTER);
    const { code, said } = await terminal.finished;
    expect(code).toBe(0);
    expect(said).toContain("stack tiny is not deployed");
    expect(deployed()).toBe(false);
  });
});
