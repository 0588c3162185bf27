// @module-tag tools
import { describe, expect, it } from "vitest";
import { isNewEnough, qemuInTree, qemuVersionIn } from "../../../../lab/machines/image/qemu";

describe("the version of QEMU", () => {
  it("is read from what it prints, whoever packaged it", () => {
    expect(qemuVersionIn("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)\nCopyright")).toBe("7.2.22");
    expect(qemuVersionIn("QEMU emulator version 10.0.13 (Debian 1:10.0.13+ds-0+deb13u1)")).toBe("10.0.13");
    expect(qemuVersionIn("qemu: not found")).toBeUndefined();
  });

  it.each([
    ["7.2.22", false],
    ["9.1.3", false],
    ["9.2.0", true],
    ["10.0.13", true],
    ["11.0", true],
  ])("%s runs the lab's machines: %s", (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });
});

describe("QEMU in an unpacked tree", () => {
  it("is no QEMU where the tree has none", async () => {
    await expect(qemuInTree("/nonexistent")).rejects.toThrow("cannot run /nonexistent/usr/lib/");
  });
});
