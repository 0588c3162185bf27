// @module-tag tools
// What shells complete, asked of a real one.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../project";

const printed = (shell: string) => spawnSync(join(ROOT, "plumbline"), ["completion", shell], { encoding: "utf8" });

describe("completion", () => {
  it("of bash offers commands, options of each, and files where an option names one", () => {
    const { stdout } = printed("bash");
    const complete = (...words: string[]) => {
      const list = words.map((word) => `'${word}'`).join(" ");
      const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _plumbline; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { stdout: words_, stderr } = spawnSync("bash", ["--norc", "-c", `set -u\n${stdout}\n${ask}`], {
        encoding: "utf8",
      });
      expect(stderr).toBe("");
      return words_.split("\n").filter((word) => word !== "");
    };
    expect(complete("plumbline", "de")).toEqual(["deploy", "destroy"]);
    expect(complete("plumbline", "verify", "--")).toEqual(["--plan", "--parameters", "--json", "--except", "--help"]);
    expect(complete("plumbline", "verify", "--plan", "")).toEqual([]);
    expect(complete("plumbline", "nothing", "--")).toEqual([]);
  });

  it.each(["zsh", "fish"])("of %s names every command with its purpose, and its options", (shell) => {
    const { stdout, status } = printed(shell);
    expect(status).toBe(0);
    for (const word of ["check", "deploy", "synth", "Removes everything", "plan", "except", "all-members-of"]) {
      expect(stdout).toContain(word);
    }
    const checked = spawnSync(shell, ["-n"], { input: stdout, encoding: "utf8" });
    // where the shell is not installed, its own check is left out
    expect(checked.error === undefined ? checked.stderr : "").toBe("");
  });

  it("of another shell is refused", () => {
    const { status, stderr } = printed("tcsh");
    expect([status, stderr]).toEqual([64, expect.stringContaining('the shell is "tcsh"; it is bash, zsh or fish')]);
  });
});
