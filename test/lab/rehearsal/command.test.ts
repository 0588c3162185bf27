// @module-tag tools
// npm run rehearse as a user runs it: a process, its output, its signals, its exit code.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PlanFile, ROOT } from "./plan-file";

/** What a deployment to the simulated cloud takes. */
const DEPLOYS = ["needs/terraform", "needs/go", "needs/curl"];

describe("npm run rehearse", () => {
  let file: PlanFile;
  let child: ChildProcess | undefined;

  /** Starts the command. `ended` gives its exit code and all that it wrote. */
  function start(...parameters: string[]) {
    const started = spawn(join(ROOT, "run"), ["lab/rehearse.ts", ...parameters], { cwd: ROOT, env: file.environment });
    child = started;
    let text = "";
    const waiting: { word: string; resolve: () => void }[] = [];
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding("utf8").on("data", (more: string) => {
        text += more;
        for (const { word, resolve } of waiting) {
          if (text.includes(word)) {
            resolve();
          }
        }
      });
    }
    const ended = new Promise<{ code: number | null; text: string }>((resolve) =>
      started.on("close", (code) => resolve({ code, text })),
    );
    const says = (word: string) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ word, resolve });
        }),
        ended.then(() => Promise.reject(new Error(`it ended without saying ${word}: ${text}`))),
      ]);
    return { ended, says, stop: () => started.kill("SIGINT") };
  }

  beforeEach(() => {
    file = new PlanFile();
    child = undefined;
  });

  afterEach(() => {
    if (child?.exitCode === null) {
      child.kill("SIGKILL");
    }
    file.remove();
  });

  it("shows what it can do", async () => {
    expect(await start("--help").ended).toMatchObject({ code: 0, text: expect.stringContaining("--infrastructure") });
  });

  it.each([
    [["--infrastructure", "--nonsense"], "--nonsense"],
    [["--only", "deployVlan"], "option --only: not for a rehearsal of all"],
    [["--faults", "--only", "deployVlan,nonsense"], "no such operation in the table of faults: nonsense"],
    [["--failures", "--only", "rule-3306,nonsense"], "no such case: nonsense; there are rule-3306, "],
    [["--second-day", "--only", "rule-3306"], "no such case: rule-3306; there are memory, "],
    [["--second-day", "--keep"], "option --keep: not for --second-day"],
    [["--faults", "--failures"], "one of --faults and --failures"],
  ])("refuses %j as wrong usage", async (parameters, words) => {
    expect(await start(...parameters).ended).toMatchObject({ code: 64, text: expect.stringContaining(words) });
  });

  it("says what is wrong with a plan before anything is started", async () => {
    file.change("memory: ", "memory: 1024 # ");
    const { code, text } = await start("--infrastructure", "--plan", file.path).ended;
    expect([code, text]).toEqual([1, expect.stringContaining("1 to 256")]);
  });

  it("ends Terraform and everything else on Ctrl-C", { tags: DEPLOYS }, async () => {
    const command = start("--infrastructure", "--plan", file.path);
    await command.says("network domains: 2");
    command.stop();
    const { code, text } = await command.ended;
    expect([code, text]).toEqual([130, expect.stringContaining("interrupted")]);
    expect(text).toContain("ending what runs");
    expect(file.processes()).toEqual([]);
  });

  it("keeps the cloud with --keep, says how to look, and ends on Ctrl-C", { tags: DEPLOYS }, async () => {
    const command = start("--infrastructure", "--keep", "--plan", file.path);
    await command.says("Ctrl-C ends it");
    const report = () => file.read("report.md");
    expect(report).toThrow("ENOENT");
    command.stop();
    const { code, text } = await command.ended;
    expect(code, text).toBe(0);
    expect(text).toMatch(/EU +http:\/\/127\.0\.0\.1:\d+/);
    expect(text).toContain("not tried (--keep)");
    expect(file.processes()).toEqual([]);
    await expect(fetch(/http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "")).rejects.toThrow("fetch failed");
  });
});
