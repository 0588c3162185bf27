// @module-tag tools
// The real Terraform looks for providers where a user may have them.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Cancellation } from "../../../../lab/host/cancellation";
import { Failure, Interrupted } from "../../../../lab/host/failure";
import { STAND_INS } from "../../../../lab/providers/stand-ins";
import { findPublished } from "../../../../lab/rehearsal/terraform/published";
import { UsersProviders } from "./users-providers";

/** As far as these tests go: enough for a program on a busy machine to say its first word. */
const PATIENCE = 20_000;

describe("a search for the published providers", () => {
  let user: UsersProviders;
  let cancellation: Cancellation;
  let said: string[];

  const folder = () => join(user.home, "search");
  const search = (patienceMs: number | undefined = PATIENCE) =>
    findPublished({
      environment: user.environment,
      root: user.root,
      folder: folder(),
      cancellation,
      patienceMs,
      log: (line) => said.push(line),
    });
  const found = (from: string) => ({
    kind: "found",
    from,
    packages: expect.arrayContaining([expect.stringContaining("ddcloud v3.0.6")]),
  });

  beforeEach(async () => {
    user = await UsersProviders.make();
    cancellation = new Cancellation();
    said = [];
  });
  afterEach(() => user.remove());

  it("finds a filesystem mirror that the CLI configuration names, and makes of it one that needs no other source", async () => {
    const mirror = user.mirror("mirror");
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);

    const finding = await search();

    expect(finding).toMatchObject(found(mirror));
    expect(said.filter((line) => line.startsWith("installed"))).toHaveLength(4);
    const cliConfig = finding.kind === "found" ? finding.cliConfig : "";
    const elsewhere = join(user.home, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "main.tf.json"), readFileSync(join(folder(), "main.tf.json")));
    const environment = { PATH: process.env.PATH, HOME: elsewhere, TF_CLI_CONFIG_FILE: cliConfig };
    execFileSync("terraform", ["init", "-input=false"], { cwd: elsewhere, env: environment });
  });

  it("reads a CLI configuration in JSON", async () => {
    const mirror = user.mirror("mirror");
    const installation = [{ filesystem_mirror: [{ path: mirror }] }];
    user.write("terraform.rc", JSON.stringify({ provider_installation: installation }));
    expect(await search()).toMatchObject(found(mirror));
  });

  it("reads the CLI configuration in the home folder, where no variable names another one", async () => {
    const mirror = user.mirror("mirror");
    renameSync(user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`), join(user.home, ".terraformrc"));
    user.set({ TF_CLI_CONFIG_FILE: undefined });
    expect(await search()).toMatchObject(found(mirror));
  });

  it.each([
    ["the project's folder", "project/terraform.d/plugins", {}],
    ["the home folder", ".terraform.d/plugins", {}],
    ["the default folder of XDG data", ".local/share/terraform/plugins", {}],
    ["XDG_DATA_HOME", "data/terraform/plugins", { XDG_DATA_HOME: "data" }],
    ["XDG_DATA_DIRS", "all/terraform/plugins", { XDG_DATA_DIRS: "all" }],
  ])("finds the implied mirror in %s", async (_, path, variables) => {
    user.set(Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, join(user.home, value)])));
    const mirror = user.mirror(path);
    expect(await search()).toMatchObject(found(mirror));
  });

  it("puts several mirrors together", async () => {
    const own = user.mirror("own", ["ddcloud"]);
    const others = user.mirror("others", ["null", "random", "tls"]);
    const one = (path: string, name: string) => `filesystem_mirror {\n  path = "${path}"\n  include = ["${name}"]\n}`;
    user.configure(`${one(own, "dimensiondataresearch/*")}\n${one(others, "hashicorp/*")}`);
    const finding = await search();
    expect(finding.kind === "found" && finding.from.split(", ").sort()).toEqual([others, own]);
  });

  it("finds packages that are packed", { tags: "needs/python3" }, async () => {
    const mirror = user.mirror("mirror");
    for (const { type, version } of STAND_INS) {
      const directory = user.folderOf(type, mirror);
      const archive = `terraform-provider-${type}_${version}_${basename(directory)}.zip`;
      const files = readdirSync(directory);
      execFileSync("python3", ["-m", "zipfile", "-c", join(dirname(directory), "..", archive), ...files], {
        cwd: directory,
      });
      rmSync(dirname(directory), { recursive: true });
    }
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);
    expect(await search()).toMatchObject(found("installed by Terraform"));
  });

  it.each([
    ["one is not there", ["null", "random", "tls"] as const, "no source has ddcloud 3.0.6"],
    ["others are not there", ["null", "ddcloud"] as const, "no source has random 3.7.2, tls 4.1.0"],
    ["none is there", [], "no source has ddcloud 3.0.6"],
  ])("takes none of a mirror where %s", async (_, types, reason) => {
    const mirror = user.mirror("mirror", types);
    mkdirSync(mirror, { recursive: true });
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);
    expect(await search()).toMatchObject({ kind: "missing", reason });
    expect(existsSync(folder())).toBe(false);
  });

  it("takes none of a mirror that has another version of one", async () => {
    const mirror = user.mirror("mirror");
    const version = dirname(user.folderOf("tls", mirror));
    renameSync(version, join(version, "../4.0.6"));
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);
    const finding = await search();
    expect(finding).toMatchObject({ kind: "missing", reason: "no source has tls 4.1.0" });
    expect(finding.kind === "missing" && finding.details.join()).toContain("4.1.0");
  });

  it.each([
    ["a registry", "", "127.0.0.1:9"],
    ["a network mirror", 'network_mirror {\n  url = "https://127.0.0.1:9/"\n}', "provider mirror"],
  ])("ends where %s is out of reach", async (_, installation, words) => {
    user.configure(installation);
    const finding = await search();
    expect(finding).toMatchObject({ kind: "missing", reason: "no registry at hand" });
    expect(finding.kind === "missing" && finding.details).toEqual([expect.stringContaining(words)]);
  });

  it("does not take a cache of plugins for a source", async () => {
    user.set({ TF_PLUGIN_CACHE_DIR: user.mirror("cache") });
    expect(await search()).toMatchObject({ kind: "missing", reason: "no registry at hand" });
  });

  it("does not take the lab's own stand-ins for the published ones", async () => {
    const link = user.link("exported");
    user.configure(`filesystem_mirror {\n  path = "${link}"\n}`);
    expect(await search()).toMatchObject({ kind: "missing", reason: expect.stringContaining("own stand-ins") });
  });

  it("does not take a development build for a published version", async () => {
    const mirror = user.mirror("mirror");
    const override = `dev_overrides {\n  "hashicorp/tls" = "${user.folderOf("tls", mirror)}"\n}`;
    user.configure(`${override}\nfilesystem_mirror {\n  path = "${mirror}"\n}`);
    expect(await search()).toMatchObject({ kind: "missing", overrides: ["hashicorp/tls"] });
  });

  it("leaves development builds of other providers alone", async () => {
    const mirror = user.mirror("mirror");
    user.configure(`dev_overrides {\n  "me/mine" = "${mirror}"\n}\nfilesystem_mirror {\n  path = "${mirror}"\n}`);
    expect(await search()).toMatchObject(found(mirror));
  });

  it("says what is wrong with a CLI configuration", async () => {
    user.write("terraform.rc", "nonsense {");
    const finding = await search();
    expect(finding).toMatchObject({ kind: "missing", reason: "the CLI configuration is in error" });
    expect(finding.kind === "missing" && finding.details.join()).toContain("Error parsing");
  });

  it("does not hear of the user's other settings for Terraform", async () => {
    const mirror = user.mirror("mirror");
    user.configure(`filesystem_mirror {\n  path = "${mirror}"\n}`);
    user.set({ TF_DATA_DIR: join(user.home, "data"), TF_CLI_ARGS: "-nonsense", TF_WORKSPACE: "production" });
    expect(await search()).toMatchObject(found(mirror));
    expect(existsSync(join(user.home, "data"))).toBe(false);
  });

  it("says what to do where Terraform is missing", async () => {
    user.set({ TERRAFORM_BINARY_NAME: "no-such-terraform" });
    await expect(search()).rejects.toThrow(Failure);
  });

  describe("that meets a registry which takes the question and never answers", () => {
    let registry: Server;

    beforeEach(async () => {
      registry = createServer();
      await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
      const address = registry.address();
      user.configure("", `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
    });
    afterEach(() => {
      registry.close();
    });

    it("gives up when its patience is over", async () => {
      expect(await search(300)).toMatchObject({
        kind: "missing",
        reason: "no registry at hand",
        details: [expect.stringContaining("0.3 s")],
      });
    });

    it("ends at once when somebody wants an end", async () => {
      registry.on("connection", () => cancellation.request());
      await expect(search(undefined)).rejects.toThrow(Interrupted);
    });
  });
});
