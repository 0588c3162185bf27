// @module-tag machines
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseAccelerator, prove } from "../../../lab/machines/accelerator";
import { Emulators } from "../../../lab/machines/emulators";
import { QEMU_COMMAND } from "./qemu";
import { writeTinyGuest } from "./tiny-guest";

describe("an accelerator", () => {
  let folder: string;
  let emulators: Emulators;
  let said: string[];
  beforeEach(() => {
    said = [];
    folder = mkdtempSync(join(tmpdir(), "lab-accelerator-"));
    emulators = new Emulators();
    writeTinyGuest(join(folder, "kernel"));
  });
  afterEach(async () => {
    await emulators.endAll();
    rmSync(folder, { recursive: true });
  });
  const say = (line: string) => said.push(line);
  const options = () => ({ image: { qemu: QEMU_COMMAND, kernel: join(folder, "kernel") }, folder, emulators });

  it("is the emulation where it is asked for, whatever the host has", async () => {
    expect(await chooseAccelerator("tcg", options(), say)).toBe("tcg");
    expect(said).toEqual([]);
  });

  it("is the emulation where the host's own boots no kernel, which is told in one line", {
    tags: "needs/qemu",
  }, async () => {
    // a guest that never gets to the end of a kernel: what works elsewhere does not count
    for (const unset of [undefined, ""]) {
      expect(await chooseAccelerator(unset, options(), say)).toBe("tcg");
    }
    expect(said).toEqual(Array(2).fill(expect.stringMatching(/^machines are emulated, which takes longer: .+$/)));
  });

  it("that is not known is refused with those that are", async () => {
    await expect(chooseAccelerator("KVM", options(), say)).rejects.toThrow(
      'LAB_ACCELERATOR is "KVM"; tcg, kvm, hvf are allowed',
    );
  });

  it("of another system is refused", async () => {
    const [other, system] = process.platform === "linux" ? ["hvf", "darwin"] : ["kvm", "linux"];
    await expect(chooseAccelerator(other, options(), say)).rejects.toThrow(
      `${other} is of ${system}; this is ${process.platform}`,
    );
  });

  it("kvm needs its device", { tags: "needs/no-kvm" }, async () => {
    await expect(chooseAccelerator("kvm", options(), say)).rejects.toThrow("/dev/kvm cannot be opened");
  });

  it("that does not get a kernel to its end is refused, with the kernel's last words", {
    tags: "needs/qemu",
  }, async () => {
    await expect(prove("tcg", options())).rejects.toMatchObject({
      message: "tcg does not work on this host: a kernel did not boot within 10 s",
      hints: [expect.stringContaining("LAB_ACCELERATOR=tcg"), "the kernel's last words were: tiny guest is up"],
    });
  });

  it("works where a kernel gets to where it misses its disk", { tags: "needs/qemu" }, async () => {
    writeTinyGuest(join(folder, "kernel"), {
      says: "VFS: Unable to mount root fs on unknown-block(0,0)\n",
      after: "reset",
    });
    await prove("tcg", options());
    expect(emulators.running).toEqual([]);
  });

  it("that ends QEMU before is refused", { tags: "needs/qemu" }, async () => {
    writeTinyGuest(join(folder, "kernel"), { says: "Linux version\n", after: "reset" });
    await expect(prove("tcg", options())).rejects.toMatchObject({
      message: expect.stringContaining("tcg does not work on this host: qemu ended"),
      hints: [expect.anything(), "the kernel's last words were: Linux version"],
    });
  });

  it("that QEMU cannot use is refused in QEMU's words", { tags: "needs/qemu" }, async () => {
    await expect(prove("hvf", options())).rejects.toThrow(
      /^hvf does not work on this host: qemu for proof ended.*hvf/s,
    );
  });
});
