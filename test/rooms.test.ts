// @module-tag tools
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = resolve(__dirname, "..");

/** Which rooms a room may import from, beside itself. What is not here is no room: it may import nothing of ours. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["plan", "stacks"],
  stacks: ["plan", "constructs", "platform"],
  constructs: ["templates", "providers", "platform"],
  templates: ["platform"],
  plan: ["platform"],
  platform: [],
  providers: [],
  // what an operator runs reads the plan, Terraform's output and the API: that is what makes a rehearsal a proof
  commands: ["plan", "platform"],
  lab: ["plan", "platform"],
  bench: ["lab", "platform"],
  // programs of users: they see what a user sees
  examples: ["plan", "stacks", "constructs", "platform"],
};

interface Arrow {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function roomOf(path: string): string {
  return path.split("/")[0] ?? path;
}

function arrowsOf(file: string, text: string): Arrow[] {
  const imported = [...text.matchAll(/(?:from|import|require\()\s*"(\.[^"]*)"/g)].map(([, path]) => path as string);
  return imported.map((path) => ({
    file,
    from: roomOf(file),
    to: roomOf(relative(ROOT, resolve(ROOT, dirname(file), path))),
  }));
}

/** What git tracks or would track: generated bindings and output are none of it. */
function sources(): string[] {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.mjs"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed
    .split("\n")
    .filter((file) => file !== "" && roomOf(file) !== "test" && existsSync(join(ROOT, file)))
    .sort();
}

describe("the rooms", () => {
  const files = sources();
  const arrows = files.flatMap((file) => arrowsOf(file, readFileSync(join(ROOT, file), "utf8")));

  it("are all seen by this test", () => {
    for (const room of ["main.ts", "stacks", "constructs", "templates", "plan", "platform", "commands"]) {
      expect(
        files.some((file) => roomOf(file) === room),
        room,
      ).toBe(true);
    }
    expect(arrows.length).toBeGreaterThan(50);
  });

  it("import from each other in one direction only", () => {
    const wrong = arrows.filter(({ from, to }) => from !== to && !(ARROWS[from] ?? []).includes(to));
    expect(wrong.map(({ file, to }) => `${file} imports from ${to}`)).toEqual([]);
  });

  it("are told apart by the check itself", () => {
    const [arrow] = arrowsOf("plan/load.ts", 'import { Node } from "../constructs/node";');
    expect(arrow).toEqual({ file: "plan/load.ts", from: "plan", to: "constructs" });
  });
});
