// @module-tag tools
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Finished, Project } from "./project";

/** A plan of 2015, with comments and odd blanks. */
const OLD = `\
operators: 192.0.2.0/24
defaults:
  # for every node
  cloud-config:
    packages:
      - ntp   # the clock
      - git
---
locationId: EU6
blueprints:
  - web:
      domain: {name:  Web}
      ethernet: {name: front, subnet: 10.1.0.0}
      nodes:
        - web1:
            appliance:   "Ubuntu 22.04"   # a part of a name
            cloud-config:
              users:
                - name: deploy
                  ssh-authorized-keys: [ssh-ed25519 AAAA]
`;

const TRANSLATED = OLD.replace("      - ntp   # the clock\n", "")
  .replace("      - git\n", "      - git\n    ntp:\n      enabled: true\n")
  .replace("ssh-authorized-keys", "ssh_authorized_keys");

const GOOD = TRANSLATED.replace("    ntp:\n      enabled: true\n", "");

const ELSEWHERE = GOOD.replace('"Ubuntu 22.04"', "CentOS 5 32-bit");

describe("migrate", () => {
  let project: Project;
  beforeEach(() => {
    project = new Project();
    mkdirSync(join(project.folder, "plans"));
  });
  afterEach(() => project.remove());

  const put = (name: string, text: string) => writeFileSync(join(project.folder, "plans", name), text);
  const get = (name: string) => readFileSync(join(project.folder, "plans", name), "utf8");
  // nobody is asked: neither credentials, nor a way to anywhere
  const migrate = (...args: string[]): Promise<Finished> =>
    project.run("migrate", args, { MCP_USER: "", MCP_PASSWORD: "", https_proxy: "http://127.0.0.1:1" });

  it("tells of each plan what becomes of it, with the places", async () => {
    put("good.yaml", GOOD);
    put("old.yaml", OLD);
    put("wrong.yaml", GOOD.replace("subnet:", "subnets:"));
    const { code, stdout, stderr } = await migrate("plans/good.yaml", "plans/old.yaml", "plans/wrong.yaml");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^plans\/good\.yaml {3}accepted$/m);
    expect(stdout).toMatch(/^plans\/old\.yaml +accepted +2 warnings +2 translations$/m);
    expect(stdout).toMatch(/^plans\/wrong\.yaml +refused +1 error$/m);
    expect(stdout).toMatch(/^3 plans: 2 accepted, 1 refused$/m);
    expect(stderr).toContain("plans/wrong.yaml:12:31  error  unknown key `subnets` in an ethernet");
    expect(stderr).toContain("plans/old.yaml:6:9  warning");
  });

  it("ends well where all plans are accepted, and tells the images that none of them should name", async () => {
    put("a.yaml", ELSEWHERE);
    put("b.yaml", ELSEWHERE.replace("name:  Web", "name: Other"));
    const { code, stdout } = await migrate("plans/a.yaml", "plans/b.yaml");
    expect(code).toBe(0);
    expect(stdout).toContain(
      'images:\n  "CentOS 5 32-bit": CentOS 7 64-bit 2 CPU  # plans/a.yaml:15:26, plans/b.yaml:15:26\n',
    );
  });

  it("takes its own mapping of images", async () => {
    put("a.yaml", `images: {"CentOS 5 32-bit": CentOS 7 64-bit 2 CPU}\n${ELSEWHERE}`);
    const { stdout } = await migrate("plans/a.yaml");
    expect(stdout).not.toContain("images");
  });

  it("says the same as JSON", async () => {
    put("old.yaml", OLD);
    put("wrong.yaml", "a: 1\n");
    const { code, stdout } = await migrate("--json", "plans/old.yaml", "plans/wrong.yaml");
    const { plans, images } = JSON.parse(stdout);
    expect([code, images]).toEqual([1, {}]);
    expect(plans).toMatchObject([
      { plan: "plans/old.yaml", verdict: "accepted with warnings", errors: [], translations: [{}, {}] },
      { plan: "plans/wrong.yaml", verdict: "refused", errors: [{ at: { line: 1 } }, {}], translations: [] },
    ]);
    expect(plans[0].translations[0].edits[0]).toMatchObject({
      kind: expect.any(String),
      at: { line: expect.any(Number) },
    });
  });

  it("writes translations as a diff shows them, and nothing else", async () => {
    put("old.yaml", OLD);
    put("good.yaml", GOOD);
    const { code, stdout } = await migrate("--write", "plans/old.yaml", "plans/good.yaml");
    expect(get("old.yaml")).toBe(TRANSLATED);
    expect(get("good.yaml")).toBe(GOOD);
    expect(code).toBe(0);
    expect(stdout).toContain("--- plans/old.yaml\n+++ plans/old.yaml\n@@ -6,1 +5,0 @@\n-      - ntp   # the clock\n");
    expect(stdout).toContain("wrote plans/old.yaml");
    expect(stdout).not.toContain("wrote plans/good.yaml");
  });

  it("finds nothing more to write afterwards", async () => {
    put("old.yaml", TRANSLATED);
    const { code, stdout, stderr } = await migrate("--write", "plans/old.yaml");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("1 plan: 1 accepted, 0 refused");
    expect(get("old.yaml")).toBe(TRANSLATED);
  });

  it("keeps a byte order mark and ends of lines", async () => {
    const text = `\uFEFF${OLD.replaceAll("\n", "\r\n")}`;
    put("old.yaml", text);
    await migrate("--write", "plans/old.yaml");
    expect(get("old.yaml")).toBe(`\uFEFF${TRANSLATED.replaceAll("\n", "\r\n")}`);
  });

  it("does not write a plan that is refused", async () => {
    const text = OLD.replace("subnet:", "subnets:");
    put("old.yaml", text);
    expect(await migrate("--write", "plans/old.yaml")).toMatchObject({ code: 1 });
    expect(get("old.yaml")).toBe(text);
  });

  it("leaves to a person what a parameter says", async () => {
    const declared = "parameters: {clock: {information: package, type: str, default: php5}}\n";
    const text = `${declared}${OLD.replace("ntp ", '"{{ parameter.clock }}"')}`;
    put("old.yaml", text);
    const { stdout } = await migrate("--write", "plans/old.yaml");
    expect(get("old.yaml")).toContain("{{ parameter.clock }}");
    expect(stdout).toContain("left to you");
  });

  it("takes values of parameters, and whole plans, from the environment", async () => {
    const text = `parameters: {range: {information: who logs in, type: str}}\n${OLD.replace("192.0.2.0/24", '"{{ parameter.range }}"')}`;
    put("old.yaml", text);
    const env = { PARAMETERS: "range=192.0.2.0/24", BLUEPRINTS: "nothing", MCP_USER: "" };
    const { code, stdout } = await project.run("migrate", ["--write", "plans/old.yaml"], env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("wrote plans/old.yaml") });
    expect(get("old.yaml")).toContain("enabled: true");
  });

  it.each([
    [[], "no plan is given"],
    [["--json", "--write", "plans/a.yaml"], "choose one"],
    [["plans/a.yaml", "--json"], "stands behind the first plan"],
    [["--jsn", "plans/a.yaml"], "unknown option '--jsn'"],
  ])("refuses %j as wrong usage", async (args, words) => {
    const { code, stdout, stderr } = await migrate(...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(words);
  });

  it("tells of a plan that is not there", async () => {
    const absent = await migrate("plans/absent.yaml");
    expect(absent).toMatchObject({ code: 1, stdout: expect.stringContaining("refused") });
    expect(absent.stderr).toContain("no plan at plans/absent.yaml");
  });
});
