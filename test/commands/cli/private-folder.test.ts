// @module-tag tools
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { preparePrivateFolder, writePrivateFile } from "../../../commands/cli/private-folder";

describe("a folder for secrets", () => {
  let base: string;
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  });
  afterEach(() => rmSync(base, { recursive: true }));

  it("is made for its owner alone, and so are its files", () => {
    const folder = join(base, "deep", "keys");
    preparePrivateFolder(folder);
    writePrivateFile(folder, "deployer", "secret\n");
    expect([mode(join(base, "deep")), mode(folder), mode(join(folder, "deployer"))]).toEqual(["700", "700", "600"]);
    expect(readFileSync(join(folder, "deployer"), "utf8")).toBe("secret\n");
  });

  it.each([0o755, 0o750, 0o701, 0o777])("is refused when others can look into it: mode %o", (loose) => {
    const folder = join(base, "keys");
    mkdirSync(folder);
    chmodSync(folder, loose);
    expect(() => preparePrivateFolder(folder)).toThrow(`its mode is 0${loose.toString(8)}`);
    chmodSync(folder, 0o700);
    expect(() => preparePrivateFolder(folder)).not.toThrow();
  });

  it("is refused when it is somebody else's", { tags: "needs/root" }, () => {
    const folder = join(base, "keys");
    mkdirSync(folder, { mode: 0o700 });
    execFileSync("chown", ["65534", folder]);
    expect(() => preparePrivateFolder(folder)).toThrow("belongs to another account");
  });

  it("is no file", () => {
    writeFileSync(join(base, "keys"), "");
    expect(() => preparePrivateFolder(join(base, "keys"))).toThrow("is no folder");
  });

  it("in a git work tree is taken only where git ignores it", () => {
    execFileSync("git", ["init", "-q", base]);
    const folder = join(base, "not-yet", "keys");
    expect(() => preparePrivateFolder(folder)).toThrow("lies in a git work tree and is not ignored");
    expect(existsSync(join(base, "not-yet"))).toBe(false);
    writeFileSync(join(base, ".gitignore"), "keys/\n");
    preparePrivateFolder(folder);
    expect(mode(folder)).toBe("700");
  });

  it("is seen in a git work tree through a symbolic link, too", () => {
    const tree = join(base, "tree");
    execFileSync("git", ["init", "-q", tree]);
    symlinkSync(tree, join(base, "link"));
    expect(() => preparePrivateFolder(join(base, "link", "keys"))).toThrow("git work tree");
  });

  it("gets files that replace what lies there, and that write through no link", () => {
    const victim = join(base, "victim");
    writeFileSync(victim, "untouched");
    writeFileSync(join(base, "old"), "old", { mode: 0o644 });
    symlinkSync(victim, join(base, "link"));
    for (const name of ["old", "link"]) {
      writePrivateFile(base, name, "new");
      expect([readFileSync(join(base, name), "utf8"), mode(join(base, name))]).toEqual(["new", "600"]);
    }
    expect(readFileSync(victim, "utf8")).toBe("untouched");
  });
});
