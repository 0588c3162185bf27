// @module-tag tools
// `run` in a project of its own, in which everything can change.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ROOT = resolve(__dirname, "..");

describe("run", () => {
  let folder: string;
  const at = (path: string): string => join(folder, path);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-run-"));
    for (const file of ["run", "compiled.cjs"]) {
      copyFileSync(join(ROOT, file), at(file));
    }
    symlinkSync(join(ROOT, "node_modules"), at("node_modules"));
    writeFileSync(at("vendor.cjs"), "globalThis.vendor = 'vendor';");
    mkdirSync(at("lab/rehearsal"), { recursive: true });
    writeFileSync(
      at("main.ts"),
      'import { word } from "./lab/rehearsal/word";\nconsole.log(word, process.argv.slice(2).join());',
    );
    writeFileSync(at("lab/rehearsal/word.ts"), 'export const word: string = "first";');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (options: NodeJS.ProcessEnv = {}) => {
    const { status, stdout, stderr } = spawnSync(at("run"), ["main.ts", "a", "b"], {
      cwd: tmpdir(),
      encoding: "utf8",
      env: { ...process.env, ...options },
    });
    return status === 0 ? stdout.trim() : stderr;
  };
  const bundled = (): number => statSync(at(".build/main.cjs")).mtimeMs;

  it("bundles once, and again after an edit", () => {
    expect(run()).toBe("first a,b");
    const before = bundled();
    expect(run()).toBe("first a,b");
    expect(bundled()).toBe(before);
    writeFileSync(at("lab/rehearsal/word.ts"), 'export const word: string = "other";');
    expect(run()).toBe("other a,b");
  });

  it("bundles again for a file that is gone, or that has taken another's place", () => {
    writeFileSync(at("word.ts"), 'export const word: string = "third";');
    expect(run()).toBe("first a,b");
    renameSync(at("word.ts"), at("lab/rehearsal/word.ts"));
    expect(run()).toBe("third a,b");
    rmSync(at("lab/rehearsal/word.ts"));
    expect(run()).toContain('Could not resolve "./lab/rehearsal/word"');
    expect(existsSync(at(".build/main.cjs"))).toBe(true);
  });

  it("bundles again for an older file that was copied over one, with its time", () => {
    expect(run()).toBe("first a,b");
    writeFileSync(at("lab/rehearsal/word.ts"), 'export const word: string = "older";');
    utimesSync(at("lab/rehearsal/word.ts"), new Date(0), new Date(0));
    expect(run()).toBe("older a,b");
  });

  it("keeps what is compiled, and uses it for no other text", () => {
    run();
    const kept = readFileSync(at(".build/main.cjs.compiled"));
    expect(run()).toBe("first a,b");
    expect(readFileSync(at(".build/main.cjs.compiled")).equals(kept)).toBe(true);
    // as long as the other one: V8 alone would not tell them apart
    writeFileSync(at("lab/rehearsal/word.ts"), 'export const word: string = "fifth";');
    expect(run()).toBe("fifth a,b");
    expect(readFileSync(at(".build/main.cjs.compiled")).equals(kept)).toBe(false);
  });

  it.each([
    ["half of it", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["nothing", () => Buffer.alloc(0)],
    ["something else", (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 32), Buffer.alloc(1000, 7)])],
  ])("runs where %s is left of what was compiled", (_, rest) => {
    run();
    const file = at(".build/main.cjs.compiled");
    writeFileSync(file, rest(readFileSync(file)));
    expect(run()).toBe("first a,b");
  });

  it("names lines of the TypeScript where source maps are asked for", () => {
    writeFileSync(at("lab/rehearsal/word.ts"), '\n\nthrow new Error("here");\nexport const word = "";');
    expect(run({ NODE_OPTIONS: "--enable-source-maps" })).toContain("lab/rehearsal/word.ts:3");
    expect(run()).toContain("main.cjs:");
  });

  it("runs from a folder whose name begins with a dot", () => {
    const hidden = at("hidden/.project");
    mkdirSync(at("hidden"));
    for (const name of ["run", "compiled.cjs", "vendor.cjs", "main.ts", "lab"]) {
      cpSync(at(name), join(hidden, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(hidden, "node_modules"));
    const hiddenRun = () => spawnSync(join(hidden, "run"), ["main.ts"], { encoding: "utf8" }).stdout.trim();
    expect(hiddenRun()).toBe("first");
    writeFileSync(join(hidden, "lab/rehearsal/word.ts"), 'export const word: string = "other";');
    expect(hiddenRun()).toBe("other");
  });
});
