// @module-tag unit
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MachineImage } from "../../../../lab/machines/image/machine-image";
import { pairFolder } from "../../../../lab/rehearsal/failures/saved-pair";
import { isSaved } from "../../../../lab/rehearsal/failures/saved-stack";

const IMAGE: MachineImage = {
  qemu: { program: "qemu", leading: [] },
  qemuImg: { program: "qemu-img", leading: [] },
  ...{ kernel: "vmlinuz", initrd: "initrd", disk: "disk-1", diskFormat: "raw", diskBytes: 1, kernelParameters: [] },
  description: { os: "Debian", kernel: "6.12", qemu: "10.0", mysql: "9.7.4", mysqlSuite: "sid" },
};

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plumbline-pair-"));
  write("lab/cloud/cloud.ts", "the cloud");
  write("lab/rehearsal/failures/accidents.ts", "a case");
  write("output/stacks/fittings/cdk.tf.json", "{}");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const pair = (image = IMAGE, environment = {}, output = "output") =>
  pairFolder({ root: folder, environment, image, output: join(folder, output) });

function pairAfter(file: string, text: string): string {
  write(file, text);
  return pair();
}

describe("the folder of a saved pair", () => {
  it("is the same for the same material, wherever that was synthesized", () => {
    const before = pair();
    cpSync(join(folder, "output"), join(folder, "again"), { recursive: true });
    expect(pair(IMAGE, {}, "again")).toBe(before);
  });

  it.each<[string, () => string]>([
    ["the synthesized output", () => pairAfter("output/stacks/fittings/cdk.tf.json", '{"a":1}')],
    ["a new file of the output", () => pairAfter("output/stacks/fittings/scripts/grow.sh", "")],
    ["a file that moved", () => pairAfter("output/cdk.tf.json", "{}")],
    ["the lab", () => pairAfter("lab/cloud/cloud.ts", "another cloud")],
    ["a new part of the lab", () => pairAfter("lab/fabric/fabric.ts", "")],
    ["the image", () => pair({ ...IMAGE, disk: "disk-2" })],
    ["the accelerator", () => pair(IMAGE, { LAB_ACCELERATOR: "another" })],
  ])("is another one for another state of %s", (_, changed) => {
    const before = pair();
    expect(changed()).not.toBe(before);
  });

  it("is the same for another case that begins with it", () => {
    const before = pair();
    write("lab/rehearsal/failures/accidents.ts", "another case");
    expect(pair()).toBe(before);
  });

  it("holds no pair while one is still being saved", () => {
    write("pair/cloud.json", "{}");
    expect(isSaved(join(folder, "pair"))).toBe(false);
  });
});
