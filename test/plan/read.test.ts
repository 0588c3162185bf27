// @module-tag unit
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlanError } from "../../plan/findings/plan-error";
import { readPlan } from "../../plan/read";
import { edited, TRIAL } from "./trial";

describe("reading the plan that the environment chooses", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-plan-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(path: string, text: string): string {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  }

  function said(environment: NodeJS.ProcessEnv): string {
    try {
      readPlan(environment, folder);
    } catch (error) {
      expect(error).toBeInstanceOf(PlanError);
      return (error as PlanError).message;
    }
    return expect.fail("the plan loads, and must not");
  }

  const unnamed = edited(["name: trial\n", ""]);

  it("takes fittings.yaml where it names none", () => {
    write("fittings.yaml", unnamed);
    expect(readPlan({}, folder)).toMatchObject({ name: "fittings", file: "fittings.yaml" });
    expect(readPlan({ FITTINGS: "", PARAMETERS: "" }, folder).name).toBe("fittings");
  });

  it("takes the one that FITTINGS names, and makes the stack's name of its path", () => {
    write("plans/a.yaml", unnamed);
    expect(readPlan({ FITTINGS: "plans/a.yaml" }, folder)).toMatchObject({ name: "plans-a", file: "plans/a.yaml" });
    expect(readPlan({ FITTINGS: "./plans/a.yaml" }, folder).name).toBe("plans-a");
  });

  it("lets no absolute path into the plan", () => {
    const path = write("plans/a.yaml", unnamed);
    const plan = readPlan({ FITTINGS: path }, folder);
    expect(plan).toMatchObject({ name: "plans-a", file: "plans/a.yaml" });
    expect(JSON.stringify(plan)).not.toContain(folder);
  });

  it("reads files that the plan names beside the plan", () => {
    write("plans/data/persons.sql", "SELECT 1;");
    write("plans/a.yaml", unnamed.replace("{db01: }", "{db01: {populate: data/persons.sql}}"));
    const plan = readPlan({ FITTINGS: "plans/a.yaml" }, folder);
    expect(plan.replications[0]).toMatchObject({
      populate: { path: "data/persons.sql", bytes: Buffer.from("SELECT 1;") },
    });
  });

  it("does not take a folder for a file", () => {
    write("data/persons.sql", "SELECT 1;");
    write("fittings.yaml", TRIAL.replace("{db01: }", "{db01: {populate: data}}"));
    expect(said({})).toContain("data for `populate` is a folder");
    expect(said({ FITTINGS: "data" })).toMatch(/^data:1:1 {2}error {2}the plan is a folder\n +name a file in it/);
  });

  describe("that is no text", () => {
    const bytes = (path: string, content: Buffer) => writeFileSync(join(folder, path), content);
    const utf16 = Buffer.from(`\uFEFF${TRIAL}`, "utf16le");

    it("says what the plan is", () => {
      bytes("fittings.yaml", utf16);
      expect(said({})).toMatch(/^fittings\.yaml:1:1 {2}error {2}the plan is UTF-16, not UTF-8\n +save it as UTF-8/);
      bytes("fittings.yaml", Buffer.from(TRIAL.replace("Trial", "Zürich"), "latin1"));
      expect(said({})).toMatch(/^fittings\.yaml:4:19 {2}error {2}the plan is not UTF-8: the byte FC/);
      bytes("fittings.yaml", gzipSync(TRIAL));
      expect(said({})).toContain("the plan is compressed with gzip");
      bytes("fittings.yaml", Buffer.alloc(0));
      expect(said({})).toContain("fittings.yaml:1:1  error  the plan is empty");
    });

    it("says what the file of parameters is", () => {
      bytes("fittings.yaml", Buffer.from(TRIAL));
      bytes("mine.yaml", Buffer.from("\uFEFFsize: 4\n", "utf16le").swap16());
      expect(said({ PARAMETERS: "mine.yaml" })).toMatch(
        /^mine\.yaml:1:1 {2}error {2}the file of parameters is UTF-16, not UTF-8/,
      );
    });

    it("says what a file is that the plan names, where it is named", () => {
      bytes("fittings.yaml", Buffer.from(TRIAL.replace("defaults:", "keys: [mine.pub]\ndefaults:")));
      bytes("mine.pub", utf16);
      expect(said({})).toMatch(/^fittings\.yaml:3:8 {2}error {2}mine\.pub for `keys` is UTF-16, not UTF-8/);
    });

    it("says that a link leads nowhere", () => {
      symlinkSync("nowhere.yaml", join(folder, "fittings.yaml"));
      expect(said({})).toContain("the plan is a link to a file that is not there");
    });

    it("says that a link leads back to itself", () => {
      symlinkSync("fittings.yaml", join(folder, "fittings.yaml"));
      expect(said({})).toContain("the plan is a symbolic link that leads back to itself");
    });

    it("takes UTF-8 with a byte order mark", () => {
      bytes("fittings.yaml", Buffer.from(`\uFEFF${TRIAL}`));
      expect(readPlan({}, folder).name).toBe("trial");
    });
  });

  it("says that there is no plan, and how to name one", () => {
    expect(said({})).toMatch(
      /^fittings\.yaml:1:1 {2}error {2}no plan at fittings\.yaml\n +make one, or name another one with FITTINGS=path\n1 error, nothing written$/,
    );
    expect(said({ FITTINGS: "nowhere.yaml" })).toContain("no plan at nowhere.yaml");
  });

  describe("with parameters", () => {
    beforeEach(() => {
      const declared = "parameters:\n  size: {information: GB, type: ['1..256'], default: 8}\ndefaults:";
      write(
        "fittings.yaml",
        TRIAL.replace("defaults:", declared).replace("memory: 4", 'memory: "{{ parameter.size }}"'),
      );
    });

    const memory = (environment: NodeJS.ProcessEnv) =>
      readPlan(environment, folder).locations[0]?.networks[0]?.nodes[0]?.memoryGb;

    it("takes them from a file or from the line itself", () => {
      write("mine.yaml", "size: 16\n");
      expect(memory({})).toBe(8);
      expect(memory({ PARAMETERS: "mine.yaml" })).toBe(16);
      expect(memory({ PARAMETERS: "size=32" })).toBe(32);
    });

    it("tells mistakes by the file", () => {
      write("mine.yaml", "size: 1024\n");
      expect(said({ PARAMETERS: "mine.yaml" })).toMatch(/^mine\.yaml:1:7 {2}error {2}parameter size is 1024/);
    });

    it("says that there is no such file", () => {
      expect(said({ PARAMETERS: "yours.yaml" })).toMatch(
        /no file of parameters at yours\.yaml\n +PARAMETERS takes a YAML file, or name=value/,
      );
    });
  });
});
