// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskFile } from "../../../lab/machines/disk-file";
import { QEMU, QEMU_IMG } from "./qemu";

describe.skipIf(QEMU === undefined)("a disk's file", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-disk-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The beginning of what a disk shows. */
  function shown(file: string): string {
    const { program, leading } = QEMU_IMG;
    const target = `${file}.raw`;
    execFileSync(program, [...leading, "convert", "-O", "raw", file, target]);
    return execFileSync("head", ["-c", "15", target], { encoding: "utf8" });
  }

  it("shows its base, larger; and the base of a base", async () => {
    const base = join(folder, "base.raw");
    writeFileSync(base, "the image's own".padEnd(4096, "\0"));
    const first = new DiskFile(QEMU_IMG, join(folder, "first.qcow2"));
    expect(first.exists).toBe(false);
    await first.create(1, { file: base, format: "raw" });
    expect(first.exists).toBe(true);
    const second = new DiskFile(QEMU_IMG, join(folder, "second.qcow2"));
    await second.create(undefined, { file: first.file, format: "qcow2" });
    await second.grow(2);
    expect(shown(second.file)).toBe("the image's own");
  });

  it("says what is wrong in the tool's words", async () => {
    const disk = new DiskFile(QEMU_IMG, join(folder, "none", "disk.qcow2"));
    await expect(disk.create(1)).rejects.toThrow(/^cannot create \S+disk.qcow2: .*No such file or directory/s);
    await expect(disk.grow(1)).rejects.toThrow(/^cannot resize \S+disk.qcow2: .*No such file/s);
    const one = new DiskFile(QEMU_IMG, join(folder, "one.qcow2"));
    await one.create(2);
    await expect(one.grow(1)).rejects.toThrow(/shrink/i);
  });
});
