// @module-tag tools
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArguments, UsageError } from "../../commands/command";
import { Project } from "./project";

const OPTIONS = {
  json: { type: "boolean", information: "" },
  folder: { type: "string", value: "DIR", information: "" },
} as const;

const COMMANDS = ["information", "secrets", "ssh", "deploy", "destroy", "diff"];

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
    expect(stdout).toContain(`usage: npm run ${command}`);
    expect(stdout).toContain("--help");
  });

  it.each(["information", "secrets", "ssh"])("%s refuses an unknown option with exit code 2", async (command) => {
    const { code, stdout, stderr } = await project.run(command, ["--verbose"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`${command}: unknown option '--verbose'`);
    expect(stderr).toContain(`usage: npm run ${command}`);
  });

  it.each(COMMANDS)("%s shows what is wrong in the plan, without a stack trace, with exit code 1", async (command) => {
    const { code, stdout, stderr } = await project.run(command, [], { FITTINGS: "absent.yaml" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("absent.yaml");
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
