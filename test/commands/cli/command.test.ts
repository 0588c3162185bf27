// @module-tag tools
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArguments, UsageError } from "../../../commands/cli/command";
import { Project, ROOT } from "../project";

const OPTIONS = {
  json: { type: "boolean", information: "" },
  folder: { type: "string", value: "DIR", information: "" },
} as const;

const COMMANDS = ["adopt", "check", "information", "orphans", "secrets", "ssh", "verify", "deploy", "destroy", "diff"];

describe("arguments of a command", () => {
  it("without operands are options, in any order", () => {
    expect(readArguments({ options: OPTIONS, operands: "none" }, ["--folder", "keys", "--json"])).toEqual({
      help: false,
      options: { folder: "keys", json: true },
      operands: [],
    });
  });

  it("that are unknown, or that are operands where none are taken, are refused by name", () => {
    const read = (...argv: string[]) => readArguments({ options: OPTIONS, operands: "none" }, argv);
    expect(() => read("--jsn")).toThrow(new UsageError("unknown option '--jsn'"));
    expect(() => read("EU6")).toThrow(/EU6/);
    expect(() => read("--folder")).toThrow(/--folder/);
  });

  it("behind the first operand belong to somebody else", () => {
    const rest = fc.array(fc.string());
    fc.assert(
      fc.property(rest, (behind) => {
        const argv = ["--folder", "keys", "NODE", ...behind];
        const { operands, options } = readArguments({ options: OPTIONS, operands: "after options" }, argv);
        expect(options).toEqual({ folder: "keys" });
        expect(operands).toEqual(["NODE", ...behind]);
      }),
    );
  });

  it("of another program are untouched, but for one leading dash-dash", () => {
    fc.assert(
      fc.property(fc.array(fc.string().filter((text) => !["--", "--help", "-h"].includes(text))), (argv) => {
        expect(readArguments({ operands: "everything" }, argv).operands).toEqual(argv);
        expect(readArguments({ operands: "everything" }, ["--", ...argv]).operands).toEqual(argv);
      }),
    );
  });

  it("ask for help before a dash-dash only", () => {
    expect(readArguments({ operands: "everything" }, ["--auto-approve", "--help"]).help).toBe(true);
    expect(readArguments({ operands: "everything" }, ["--", "--help"]).help).toBe(false);
    expect(readArguments({ operands: "after options" }, ["NODE", "--help"]).help).toBe(false);
    expect(readArguments({ operands: "none" }, ["-h"]).help).toBe(true);
  });
});

describe("every command", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
  });
  afterAll(() => project.remove());

  it.each(COMMANDS)("%s explains itself without a stack, with exit code 0", async (command) => {
    const { code, stdout, stderr } = await project.run(command, ["--help"], { MCP_USER: "" });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`usage: npx plumbline ${command}`);
    expect(stdout).toContain("--help");
  });

  it.each([
    ["check", ["--verbose"], "unknown option '--verbose'"],
    ["check", ["--plan"], "--plan"],
    ["check", ["plan.yaml"], "plan.yaml"],
    ["information", ["--verbose"], "unknown option '--verbose'"],
    ["orphans", ["--delete"], "--delete"],
    ["secrets", ["--verbose"], "unknown option '--verbose'"],
    ["secrets", ["--json", "--folder", "x"], "choose one"],
    ["ssh", ["--verbose"], "unknown option '--verbose'"],
    ["verify", ["--except", "many"], '--except is "many"'],
    ["deploy", [], "there is no terminal to ask"],
    ["destroy", [], "there is no terminal to ask"],
  ])("%s refuses %j with exit code 64", async (command, args, words) => {
    const { code, stdout, stderr } = await project.run(command, args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain(`${command}: `);
    expect(stderr).toContain(words);
    expect(stderr).toContain(`usage: npx plumbline ${command}`);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(COMMANDS)("%s says in words what the operating system refuses, without a stack trace", async (command) => {
    // a folder in place of the plan
    const { code, stdout, stderr } = await project.run(command, [], { FITTINGS: "home" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("home");
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each(COMMANDS)("%s shows what is wrong in the plan, without a stack trace, with exit code 1", async (command) => {
    const { code, stdout, stderr } = await project.run(command, [], { FITTINGS: "absent.yaml" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("absent.yaml");
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("guard", () => {
  const guard = (input: string, ...args: string[]) =>
    spawnSync(join(ROOT, "plumbline"), ["guard", ...args], { encoding: "utf8", input });
  const server = "ddcloud_server.EU6_master_sql";
  const plan = (actions: string[]) =>
    JSON.stringify({
      format_version: "1.2",
      planned_values: {},
      resource_changes: [
        { address: server, type: "ddcloud_server", change: { actions, before: { disk: [] }, after: null } },
      ],
      output_changes: {
        guarded: {
          actions: ["no-op"],
          before: {
            [server]: {
              node: "EU6::master-sql",
              protected: true,
              contextualised: false,
              replication: "EU6::master-sql",
            },
          },
        },
      },
      prior_state: {
        values: { root_module: { resources: [{ address: server, type: "ddcloud_server", values: {} }] } },
      },
    });

  it("refuses what deploy refuses, and lets the rest through", () => {
    const refused = guard(plan(["delete"]));
    expect(refused).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("`destroy: never` keeps it"),
    });
    expect(refused.stderr).toContain("nothing would be left of it");
    const allowed = guard(plan(["delete"]), "--all-members-of", "EU6::master-sql");
    expect(allowed.stderr).not.toContain("nothing would be left of it");
    expect(guard(plan(["delete"]), "--destroy")).toMatchObject({ status: 1 });
    for (const actions of [["no-op"], ["update"], ["forget"]]) {
      expect(guard(plan(actions))).toMatchObject({ status: 0, stderr: "" });
    }
  });

  it.each(["", "no JSON", "null", "[]", '{"format_version":"1.0","values":{}}'])("says that %j is no plan", (input) => {
    const { status, stdout, stderr } = guard(input);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("guard: what stands on its standard input is no plan");
  });
});

describe("plumbline", () => {
  const plumbline = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: "utf8" });

  it("lists its commands, also where a link leads to it", () => {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-bin-"));
    symlinkSync(join(ROOT, "plumbline"), join(folder, "one"));
    symlinkSync("one", join(folder, "plumbline"));
    const { status, stdout, stderr } = plumbline(join(folder, "plumbline"), "--help");
    rmSync(folder, { recursive: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const command of [...COMMANDS, "migrate", "synth", "lab", "rehearse"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"));
    }
  });

  it.each([
    [[], "no command is given"],
    [["verfy"], 'there is no command "verfy"'],
    [["constructor"], 'there is no command "constructor"'],
    [["--json"], 'there is no command "--json"'],
  ])("refuses %j with exit code 64", (args, words) => {
    const { status, stdout, stderr } = plumbline(join(ROOT, "plumbline"), ...args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toContain(`plumbline: ${words}`);
  });

  it("is what every npm script of a command runs, with nothing before its own words", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    for (const command of [...COMMANDS, "guard", "migrate"]) {
      expect(scripts[command]).toBe(`./plumbline ${command}`);
    }
    const { status, stdout } = spawnSync("npx", ["plumbline", "verify", "--help"], { cwd: ROOT, encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Looks at every node/);
  });
});
