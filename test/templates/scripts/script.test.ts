// @module-tag tools
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { renderScript, SCRIPTS } from "../../../templates/scripts/script";

const shellcheck = spawnSync("shellcheck", ["--version"]).error === undefined;

describe.each(SCRIPTS)("%s.sh", (name) => {
  const text = renderScript(name);

  it("is bash that stops at the first failure", () => {
    expect(text.split("\n")[0]).toBe("#!/bin/bash");
    expect(text).toContain("\nset -Eeuo pipefail\n");
    expect(spawnSync("bash", ["-n"], { input: text, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it.skipIf(!shellcheck)("is clean to shellcheck", () => {
    expect(spawnSync("shellcheck", ["--shell=bash", "-"], { input: text, encoding: "utf8" }).stdout).toBe("");
  });

  it("is one text, whatever the plan, with nothing left to fill in", () => {
    expect(renderScript(name)).toBe(text);
    expect(text).not.toMatch(/<%|%>/);
  });

  it("has been read to its end before it does anything", () => {
    // bash reads a file as it goes; a new upload must not change a run that goes on
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^main( "\$@")?( <\/dev\/null)?; exit$/);
  });

  it("leaves its secrets out of what it prints", () => {
    expect(text).not.toMatch(/set -x|set -o xtrace/);
  });
});
