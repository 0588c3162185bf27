// @module-tag tools
// npm run bench as a user runs it.
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const bench = (...parameters: string[]) => spawnSync("./run", ["bench/main.ts", ...parameters], { encoding: "utf8" });

describe("npm run bench", () => {
  it("says which benches there are", () => {
    const { status, stdout } = bench("--help");
    expect(status).toBe(0);
    for (const name of ["synthesis", "apply", "cloud"]) {
      expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
  });

  it.each([
    [["--only", "nothing"], "nothing"],
    [["--nonsense"], "--nonsense"],
  ])("refuses %j as wrong usage", (parameters, words) => {
    const { status, stderr } = bench(...parameters);
    expect([status, stderr]).toEqual([64, expect.stringContaining(words)]);
  });

  it("runs the one that is asked for alone, and prints its rows", { tags: "needs/nightly" }, () => {
    const { status, stdout, stderr } = bench("--only", "cloud");
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^ {2}deployServer, up to 1100 servers +\d+ \/s +[\d.]+ x$/m);
    expect(stdout).not.toContain("Synthesis");
  });
});
