// @module-tag tools
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployOutputs } from "./deployed-stack";
import { Project } from "./project";

const LINES = ["MySQL replication from EU6 to NA9", '  then "mysql"', ""];

describe("information", () => {
  let project: Project;
  beforeAll(() => {
    project = new Project();
    deployOutputs(project, { information: LINES });
  });
  afterAll(() => project.remove());

  it("prints the plan's documentation, line by line", async () => {
    expect(await project.run("information")).toMatchObject({ code: 0, stdout: `${LINES.join("\n")}\n`, stderr: "" });
  });

  it("prints it as JSON for programs", async () => {
    const { code, stdout } = await project.run("information", ["--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(LINES);
  });

  it("needs no account of the platform", async () => {
    expect((await project.run("information", [], { MCP_USER: "", MCP_PASSWORD: "" })).code).toBe(0);
  });

  it("of a stack that was never deployed says what to do, with exit code 1", async () => {
    const other = new Project();
    const { code, stdout, stderr } = await other.run("information");
    other.remove();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "information: stack tiny was never deployed from this folder: there is no cdktf.out/stacks/tiny\n" +
        "  deploy it: npm run deploy\n" +
        "  or, where its state is kept elsewhere, read it first: npm run diff\n",
    );
  });
});
