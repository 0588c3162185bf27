// @module-tag tools
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { EXAMPLES, expectedFolder, readFiles, synthesizeExample } from "../../examples/examples";

const ROOT = resolve(__dirname, "../..");
/** What the output may not hold: where it was made, and by which stack of calls. */
const TRACES = [ROOT, "plumbline-example-", "node_modules", ".ts:"];

describe.each(EXAMPLES)("the example $name", (example) => {
  const output = synthesizeExample(ROOT, example);

  it("gives the expected output; `npm run expected` writes it anew", () => {
    const expected = readFiles(join(ROOT, expectedFolder(example)));
    expect([...output.keys()]).toEqual([...expected.keys()]);
    for (const [path, text] of output) {
      expect(text, path).toBe(expected.get(path));
    }
  });

  it("gives the same to the byte a second time", () => {
    expect(synthesizeExample(ROOT, example)).toEqual(output);
  });

  it("holds no trace of the machine", () => {
    for (const [path, text] of output) {
      for (const trace of TRACES) {
        expect(text.includes(trace), `${trace} in ${path}`).toBe(false);
      }
      expect(text, path).not.toMatch(/20\d\d-\d\d-\d\dT/);
    }
  });

  it("names its files and resources without hashes", () => {
    const names = [
      ...output.keys(),
      ...(output.get([...output.keys()].find((p) => p.endsWith(".json")) ?? "")?.match(/"[A-Z]{2}\d+_[a-z_]+"/g) ?? []),
    ];
    for (const name of names) {
      expect(name).not.toMatch(/[_-](?=[0-9A-F]*[0-9])[0-9A-F]{8}/i);
    }
  });
});

describe("the same project in another folder", () => {
  it("gives the same to the byte", () => {
    const folder = mkdtempSync(join(tmpdir(), "plumbline-elsewhere-"));
    const elsewhere = join(folder, "project");
    symlinkSync(ROOT, elsewhere);
    try {
      for (const example of EXAMPLES) {
        expect(synthesizeExample(elsewhere, example)).toEqual(synthesizeExample(ROOT, example));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
