// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
// @module-tag needs/git
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployOutputs, HOST_KEY, makeKey, sampleOutputs } from "./deployed-stack";
import { Project } from "./project";

describe("secrets", () => {
  let project: Project;
  let key: { readonly privateKey: string; readonly publicKey: string };
  beforeAll(() => {
    project = new Project();
    key = makeKey(project.folder, "made");
    deployOutputs(project, { ...sampleOutputs(key.privateKey) });
  });
  afterAll(() => project.remove());

  it("are printed for a person: accounts below each other, the key in full", async () => {
    const { code, stdout, stderr } = await project.run("secrets");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "passwords of SQL accounts",
        "  db01-reader  Reader-secret-2",
        "  replicator   Replicator-secret-1",
        "",
        "admin passwords of nodes",
        "  EU6::master-sql  Admin-secret-3",
        "  NA9::slave-sql   Admin-secret-4",
        "",
        "values of tokens in the plan",
        "  key.rsa_private           (of several lines: npm run secrets -- key.rsa_private)",
        "  mysql_root.secret         Root-secret-5",
        "  secret.mysql_root.sha256  6fd1",
        "",
        "private key of the deployer",
        key.privateKey,
      ].join("\n"),
    );
  });

  it.each([
    ["mysql_root.secret", "Root-secret-5\n"],
    ["secret.mysql_root", "Root-secret-5\n"],
    ["mysql_root", "Root-secret-5\n"],
    ["rsa_private.key", "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\n"],
  ])("are printed alone by their names: %s", async (name, value) => {
    expect(await project.run("secrets", ["--", name])).toMatchObject({ code: 0, stdout: value, stderr: "" });
  });

  it("have names", async () => {
    const { code, stdout, stderr } = await project.run("secrets", ["nobody"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("no value is called nobody");
    expect(stderr).toContain("there are: key.rsa_private, mysql_root.secret, secret.mysql_root.sha256");
    expect((await project.run("secrets", ["a", "b"])).stderr).toContain("one NAME at a time");
  });

  it("are printed for a program", async () => {
    const { code, stdout } = await project.run("secrets", ["--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(sampleOutputs(key.privateKey).secrets);
  });

  it("are written to a folder for their owner alone", async () => {
    const { code, stdout } = await project.run("secrets", ["--folder", "keys"]);
    expect(code).toBe(0);
    const folder = join(project.folder, "keys");
    const files = readdirSync(folder).sort();
    expect(files).toEqual(["deployer", "known_hosts", "passwords.json", "ssh_config"]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(files.map((file) => statSync(join(folder, file)).mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    expect(stdout).toContain("log in: ssh -F keys/ssh_config master-sql\n");
    expect(stdout).not.toContain("secret-");

    expect(readFileSync(join(folder, "known_hosts"), "utf8")).toBe(
      `EU6::master-sql,203.0.113.7 ${HOST_KEY}\nNA9::slave-sql,198.51.100.9 ${HOST_KEY}\n`,
    );
    const { deployer_key: _, ...passwords } = sampleOutputs(key.privateKey).secrets;
    expect(JSON.parse(readFileSync(join(folder, "passwords.json"), "utf8"))).toEqual(passwords);
    const derived = execFileSync("ssh-keygen", ["-y", "-f", join(folder, "deployer")], { encoding: "utf8" });
    expect(derived.trim()).toBe(key.publicKey);
  });

  it("are written again over an older version", async () => {
    await project.run("secrets", ["--folder", "again"]);
    const { code } = await project.run("secrets", ["--folder", "again"]);
    expect(code).toBe(0);
    expect(readdirSync(join(project.folder, "again"))).toHaveLength(4);
  });

  it("are not written where others can look, and nothing of them is", async () => {
    const folder = join(project.folder, "loose");
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    const { code, stderr } = await project.run("secrets", ["--folder", "loose"]);
    expect(code).toBe(1);
    expect(stderr).toContain("its mode is 0755");
    expect(readdirSync(folder)).toEqual([]);
  });

  it("are not written where git would see them", async () => {
    execFileSync("git", ["init", "-q", join(project.folder, "tree")]);
    const { code, stderr } = await project.run("secrets", ["--folder", "tree/keys"]);
    expect(code).toBe(1);
    expect(stderr).toContain("git work tree");
    expect(existsSync(join(project.folder, "tree", "keys"))).toBe(false);
  });

  it("go to files or to a program, not to both", async () => {
    expect((await project.run("secrets", ["--folder", "x", "--json"])).code).toBe(64);
    expect((await project.run("secrets", ["--folder", ""])).code).toBe(64);
  });
});
