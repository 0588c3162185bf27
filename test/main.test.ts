// @module-tag tools
// The program as a user runs it, where the plan is wrong.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = resolve(__dirname, "..");
const PUBLISHED = resolve(ROOT, "../shared/plans/mysql-master-slave.yaml");

describe("main", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-main-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function synth(environment: Record<string, string>) {
    const { status, stderr } = spawnSync(join(ROOT, "run"), ["main.ts"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, FITTINGS: "", PARAMETERS: "", CDKTF_OUTDIR: "cdktf.out", ...environment },
    });
    return { status, stderr, wrote: existsSync(join(folder, "cdktf.out")) || existsSync(join(folder, "state")) };
  }

  it("says what is wrong with the plan, and writes nothing", () => {
    const text = readFileSync(join(ROOT, "fittings.yaml"), "utf8");
    writeFileSync(join(folder, "fittings.yaml"), text.replace("default: 32", "default: 1024"));
    const { status, stderr, wrote } = synth({});
    expect({ status, wrote }).toEqual({ status: 1, wrote: false });
    expect(stderr).toMatch(/^fittings\.yaml:\d+:\d+ {2}error {2}/m);
    expect(stderr).toMatch(/nothing written$/m);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("leaves an earlier output as it was", () => {
    mkdirSync(join(folder, "cdktf.out", "stacks", "fittings"), { recursive: true });
    writeFileSync(join(folder, "cdktf.out", "stacks", "fittings", "cdk.tf.json"), "earlier");
    writeFileSync(join(folder, "fittings.yaml"), "locationId: [");
    expect(synth({}).status).toBe(1);
    expect(readFileSync(join(folder, "cdktf.out", "stacks", "fittings", "cdk.tf.json"), "utf8")).toBe("earlier");
  });

  it("says which file is missing", () => {
    const { status, stderr, wrote } = synth({ FITTINGS: "nowhere.yaml" });
    expect({ status, wrote }).toEqual({ status: 1, wrote: false });
    expect(stderr).toContain("nowhere.yaml");
  });

  it.skipIf(!existsSync(PUBLISHED))(
    "refuses the plan of the use case as it was published, naming both of its mistakes",
    () => {
      const { status, stderr, wrote } = synth({ FITTINGS: PUBLISHED });
      expect({ status, wrote }).toEqual({ status: 1, wrote: false });
      expect(stderr).toMatch(/:64:\d+ {2}error {2}.*U\+00A0/);
      expect(stderr).toMatch(/:279:\d+ {2}error {2}.*networkname/);
      expect(stderr).toContain("Did you mean networkName?");
    },
  );

  it("takes another plan and other parameters from the environment", () => {
    writeFileSync(join(folder, "mine.yaml"), readFileSync(join(ROOT, "fittings.yaml")));
    writeFileSync(join(folder, "persons.sql"), "SELECT 1;\n");
    const { status, stderr } = synth({ FITTINGS: "mine.yaml", PARAMETERS: "memoryPerNode=64,operators=192.0.2.1" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const text = readFileSync(join(folder, "cdktf.out", "stacks", "mine", "cdk.tf.json"), "utf8");
    expect(text).toContain('"memory_gb": 64');
  });

  it("warns of nothing but the operators", () => {
    writeFileSync(join(folder, "fittings.yaml"), readFileSync(join(ROOT, "fittings.yaml")));
    writeFileSync(join(folder, "persons.sql"), "SELECT 1;\n");
    const { status, stderr } = synth({});
    expect(status).toBe(0);
    const lines = stderr.trim().split("\n");
    expect(lines[0]).toMatch(/^fittings\.yaml:\d+:\d+ {2}warning {2}.*`operators`/);
    expect(lines.filter((line) => /warning|error/i.test(line))).toHaveLength(1);
  });
});
