// @module-tag tools
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import step from "../../../templates/scripts/step.sh.ejs";
import { eventually, outcome } from "../namespace-node";

const root = process.getuid?.() === 0;

describe.skipIf(!root)(`the library of all steps${root ? "" : " (needs root)"}`, () => {
  let folder: string;
  let here: string;
  let count = 0;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-step-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    here = join(folder, String(count++));
    mkdirSync(here);
  });

  const environment = () => ({ PATH: process.env.PATH, PLUMBLINE_LOCK: join(here, "lock") });
  const write = (body: string, name = "step.sh") => {
    const path = join(here, name);
    writeFileSync(path, `#!/bin/bash\nset -Eeuo pipefail\n${step}\nmain() {\n${body}\n}\nmain "$@"; exit\n`);
    return path;
  };
  const run = (body: string) => spawnSync("bash", [write(body)], { cwd: here, env: environment(), encoding: "utf8" });
  const begin = (body: string, name: string): ChildProcess =>
    spawn("bash", [write(body, name)], { cwd: here, env: environment() });

  it("tells cause and remedy of a failure", () => {
    expect(run('begin grow; fail "no disk" "add one"; echo not here')).toMatchObject({
      status: 1,
      stdout: "",
      stderr: "grow: no disk\ngrow: to do: add one\n",
    });
  });

  it("tells all flaws before it ends", () => {
    const { status, stderr, stdout } = run('begin ready; flaw a b; flaw c d; echo both; no_flaws; echo "not here"');
    expect({ status, stdout }).toEqual({ status: 1, stdout: "both\n" });
    expect(stderr).toBe("ready: a\nready: to do: b\nready: c\nready: to do: d\n");
    expect(run("begin ready; no_flaws; echo fine").stdout).toBe("fine\n");
  });

  it("names step, line and status where a command fails that nobody expected to, once", () => {
    const { status, stderr } = run("begin grow\nx=$(false | cat)\necho not here");
    const line = readFileSync(join(here, "step.sh"), "utf8").split("\n").indexOf("x=$(false | cat)") + 1;
    expect(status).toBe(1);
    expect(stderr).toBe(
      `grow: a command in line ${line} of this script ended with status 1\ngrow: to do: see what it printed above\n`,
    );
  });

  it("makes what it writes unreadable for others, unless a mode says so", () => {
    expect(run("begin grow; : >mine").status).toBe(0);
    expect(statSync(join(here, "mine")).mode & 0o777).toBe(0o600);
  });

  it("lets one step at a time onto the node, and says who holds it", async () => {
    const first = begin("begin seed; touch held; while [[ ! -e go ]]; do sleep 0.05; done; echo first >>order", "a.sh");
    await eventually("the first step holds the lock", () => readdirSync(here).includes("held"));
    const second = begin("begin verify; echo second >>order", "b.sh");
    let said = "";
    second.stdout?.on("data", (chunk) => {
      said += chunk;
    });
    await eventually("the second step waits", () => said.includes("\n"));
    expect(said).toMatch(
      new RegExp(
        `^verify: waiting for the step that holds this node: seed since [-\\d]+ [:\\d]+, process ${first.pid}\n`,
      ),
    );
    // the one who started it is gone; the step is not
    writeFileSync(join(here, "go"), "");
    const [one, two] = await Promise.all([outcome(first), outcome(second)]);
    expect([one.status, two.status]).toEqual([0, 0]);
    expect(readFileSync(join(here, "order"), "utf8")).toBe("first\nsecond\n");
  });

  it("does not care when its file is uploaded again while it runs", async () => {
    const child = begin("begin seed; touch held; while [[ ! -e go ]]; do sleep 0.05; done; echo whole", "a.sh");
    const finished = outcome(child);
    await eventually("the step runs", () => readdirSync(here).includes("held"));
    writeFileSync(join(here, "a.sh"), `${"#".repeat(20_000)}\necho other\n`.repeat(3));
    writeFileSync(join(here, "go"), "");
    expect(await finished).toEqual({ status: 0, stdout: "whole\n", stderr: "" });
  });

  it.each(["exit 0", "false", "kill -TERM $$; sleep 5"])("removes uploaded secrets on %s", (end) => {
    run(`begin seed; echo secret >password; mkdir keys; touch keys/a; remove_at_exit password keys; ${end}`);
    expect(readdirSync(here).sort()).toEqual(["lock", "step.sh"]);
  });

  describe("replace_file", () => {
    const replace = 'replace_file new old 0640 root:root; echo "$replaced"';

    it("puts a file in place with its mode, and then leaves it alone", () => {
      writeFileSync(join(here, "new"), "text\n");
      expect(run(`begin configure; ${replace}`).stdout).toBe("configure: wrote old\nyes\n");
      const { ino, mtimeMs, mode } = statSync(join(here, "old"));
      expect(mode & 0o777).toBe(0o640);
      expect(run(`begin configure; ${replace}`).stdout).toBe("no\n");
      expect(statSync(join(here, "old"))).toMatchObject({ ino, mtimeMs });
      expect(readdirSync(here).sort()).toEqual(["lock", "new", "old", "step.sh"]);
    });

    it("sees other text, another mode and another owner", () => {
      writeFileSync(join(here, "new"), "text\n");
      run(`begin configure; ${replace}`);
      for (const change of ["echo more >>old", "chmod 0600 old", "chown nobody old"]) {
        expect(run(`begin configure; ${change}; ${replace}`).stdout).toBe("configure: wrote old\nyes\n");
      }
      expect(readFileSync(join(here, "old"), "utf8")).toBe("text\n");
    });

    it("takes the text from the standard input", () => {
      expect(run("begin configure; replace_file - old 0600 root:root <<<text").status).toBe(0);
      expect(readFileSync(join(here, "old"), "utf8")).toBe("text\n");
    });

    it("leaves the old file whole when the new one cannot be made", () => {
      writeFileSync(join(here, "old"), "old\n");
      expect(run("begin configure; replace_file missing old 0600 root:root").status).toBe(1);
      expect(readFileSync(join(here, "old"), "utf8")).toBe("old\n");
      expect(readdirSync(here).sort()).toEqual(["lock", "old", "step.sh"]);
    });
  });

  describe("within", () => {
    it("goes on as soon as the command succeeds, and says once what it waits for", () => {
      const body =
        'begin ready; try() { echo x >>tries; (($(wc -l <tries) > 3)); }; within 30 "the third" try; echo on';
      expect(run(body)).toMatchObject({ status: 0, stdout: "ready: waiting for the third, at most 30 s\non\n" });
    });

    it("says nothing when there is nothing to wait for", () => {
      expect(run('begin ready; within 30 "it" true; echo on').stdout).toBe("on\n");
    });

    it("gives up when the time is over", () => {
      const { status, stderr } = run('begin ready; within 0 "it" false || fail "no" "do"');
      expect({ status, stderr }).toEqual({ status: 1, stderr: "ready: no\nready: to do: do\n" });
    });
  });
});
