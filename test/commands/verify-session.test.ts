import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./project";

const shellcheck = spawnSync("shellcheck", ["--version"]).error === undefined;

describe.each(["verify-node", "verify-replication"])("%s.sh", (name) => {
  const path = join(ROOT, "commands", `${name}.sh`);
  const text = readFileSync(path, "utf8");

  it.skipIf(!shellcheck)("is clean to shellcheck", () => {
    expect(spawnSync("shellcheck", [path], { encoding: "utf8" }).stdout).toBe("");
  });

  it("is read to its end before it does anything, since it comes in on the standard input", () => {
    expect(text.trimEnd().split("\n").at(-1)).toBe('main "$@" </dev/null; exit');
  });
});
