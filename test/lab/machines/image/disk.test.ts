// @module-tag tools
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cached } from "./cached";

const MIB = 2 ** 20;
const disk = cached("disk");

function bytes(position: number, length: number): Buffer {
  const file = openSync(join(disk ?? "", "disk.raw"), "r");
  try {
    const buffer = Buffer.alloc(length);
    readSync(file, buffer, 0, length, position);
    return buffer;
  } finally {
    closeSync(file);
  }
}

/** What debugfs says of the root file system. */
function debugfs(request: string): string {
  const image = `${join(disk ?? "", "disk.raw")}?offset=${MIB}`;
  return execFileSync("debugfs", ["-R", request, image], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

// made by a rehearsal; to make it here would take minutes
describe.skipIf(disk === undefined)("the disk of an image", () => {
  it("is one physical volume, and its logical volume takes all of it", () => {
    const head = bytes(0, MIB);
    expect(head.toString("latin1", 512, 520)).toBe("LABELONE");
    const metadata = head.toString("latin1");
    expect(metadata).toContain("vg0 {");
    // 4 MiB each; the first MiB of the disk is LVM's own
    expect(metadata).toMatch(/extent_size = 8192/);
    expect(metadata).toMatch(/root \{[^}]*segment1 \{\s*start_extent = 0\s*extent_count = 2559/);
  });

  it("holds a file system as large as the logical volume", () => {
    const superblock = bytes(MIB + 1024, 1024);
    expect(superblock.readUInt16LE(56)).toBe(0xef53);
    expect(superblock.readUInt32LE(4) * 4096).toBe(2559 * 4 * MIB);
    expect(superblock.toString("latin1", 120, 124)).toBe("root");
  });

  it("has nothing in it that each machine must have of its own", () => {
    expect(debugfs("cat /etc/machine-id")).toBe("");
    expect(debugfs("ls -p /etc/ssh")).not.toContain("ssh_host");
    expect(debugfs("ls -p /var/lib/dbus")).not.toContain("machine-id");
    expect(debugfs("ls -p /etc")).not.toContain("/hostname/");
  });

  it("lets root log in with a password, as the platform's images do, once root has one", () => {
    expect(debugfs("cat /etc/ssh/sshd_config")).toMatch(/^PermitRootLogin yes$/m);
    expect(debugfs("cat /etc/shadow")).toMatch(/^root:\*:/m);
  });

  it("has MySQL in an archive, not installed", () => {
    expect(debugfs("cat /var/lib/dpkg/status")).not.toMatch(/^Package: mysql-/m);
    expect(debugfs("cat /usr/share/lab/archive/Packages")).toMatch(/^Package: mysql-server$/m);
    expect(debugfs("cat /etc/apt/sources.list.d/lab.sources")).toContain("URIs: file:/usr/share/lab/archive");
  });

  it("has the kernel that runs it, and no package that would bring a newer one", () => {
    const kernels = debugfs("ls -p /boot").match(/vmlinuz-[^/]+/g);
    expect(kernels).toHaveLength(1);
    const status = debugfs("cat /var/lib/dpkg/status");
    expect(status).not.toMatch(/^Package: linux-image-(cloud-amd64|virtual)\nStatus: install ok installed/m);
    expect(status).toMatch(/^Package: linux-image-[0-9][^\n]*\nStatus: hold ok installed/m);
  });
});
