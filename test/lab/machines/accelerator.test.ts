// @module-tag machines
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseAccelerator, prove } from "../../../lab/machines/accelerator";
import { Emulators } from "../../../lab/machines/emulators";
import { QEMU, QEMU_COMMAND } from "./qemu";
import { writeTinyGuest } from "./tiny-guest";

describe("an accelerator", () => {
  let folder: string;
  let emulators: Emulators;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lab-accelerator-"));
    emulators = new Emulators();
    writeTinyGuest(join(folder, "kernel"));
  });
  afterEach(async () => {
    await emulators.endAll();
    rmSync(folder, { recursive: true });
  });
  const options = () => ({ image: { qemu: QEMU_COMMAND, kernel: join(folder, "kernel") }, folder, emulators });

  it("is none of the host's unless it is asked for, whatever the host has", async () => {
    expect(await chooseAccelerator(undefined, options())).toBe("tcg");
    expect(await chooseAccelerator("", options())).toBe("tcg");
    expect(await chooseAccelerator("tcg", options())).toBe("tcg");
  });

  it("that is not known is refused with those that are", async () => {
    await expect(chooseAccelerator("KVM", options())).rejects.toThrow(
      'LAB_ACCELERATOR is "KVM"; tcg, kvm, hvf are allowed',
    );
  });

  it("of another system is refused", async () => {
    const [other, system] = process.platform === "linux" ? ["hvf", "darwin"] : ["kvm", "linux"];
    await expect(chooseAccelerator(other, options())).rejects.toThrow(
      `LAB_ACCELERATOR is ${other}, which is of ${system}; this is ${process.platform}`,
    );
  });

  it.skipIf(process.platform !== "linux" || existsSync("/dev/kvm"))("kvm needs its device", async () => {
    await expect(chooseAccelerator("kvm", options())).rejects.toThrow("/dev/kvm cannot be opened");
  });

  it.skipIf(QEMU === undefined)(
    "that does not get a kernel to its end is refused, with the kernel's last words",
    async () => {
      await expect(prove("tcg", options())).rejects.toMatchObject({
        message: "tcg does not work on this host: a kernel did not boot within 10 s",
        hints: [expect.stringContaining("without LAB_ACCELERATOR"), "the kernel's last words were: tiny guest is up"],
      });
    },
  );

  it.skipIf(QEMU === undefined)("works where a kernel gets to where it misses its disk", async () => {
    writeTinyGuest(join(folder, "kernel"), {
      says: "VFS: Unable to mount root fs on unknown-block(0,0)\n",
      after: "reset",
    });
    await prove("tcg", options());
    expect(emulators.running).toEqual([]);
  });

  it.skipIf(QEMU === undefined)("that ends QEMU before is refused", async () => {
    writeTinyGuest(join(folder, "kernel"), { says: "Linux version\n", after: "reset" });
    await expect(prove("tcg", options())).rejects.toMatchObject({
      message: expect.stringContaining("tcg does not work on this host: qemu ended"),
      hints: [expect.anything(), "the kernel's last words were: Linux version"],
    });
  });

  it.skipIf(QEMU === undefined)("that QEMU cannot use is refused in QEMU's words", async () => {
    await expect(prove("hvf", options())).rejects.toThrow(
      /^hvf does not work on this host: qemu for proof ended.*hvf/s,
    );
  });
});
