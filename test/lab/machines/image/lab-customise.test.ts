// @module-tag tools
// @module-tag needs/root-tree
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cached } from "./cached";

const SCRIPT = resolve(__dirname, "../../../../lab/machines/image/guest/lab-customise.sh");
const root = cached("root");

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "customise-"));
  for (const name of [
    "upper/sys/firmware/qemu_fw_cfg/by_name/opt/lab/guest",
    "upper/usr/local/sbin",
    "scratch",
    "tree",
  ]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the guest's script, and then this, in a copy of the guest's files that keeps what changes. */
function customised(settings: string | undefined, then: string): string {
  const item = join(folder, "upper/sys/firmware/qemu_fw_cfg/by_name/opt/lab/guest/raw");
  rmSync(item, { force: true });
  if (settings !== undefined) {
    writeFileSync(item, settings);
  }
  const within = `
    set -eu
    hostname before
    mount -t overlay overlay -o "lowerdir=${root}/tree,upperdir=${folder}/upper,workdir=${folder}/scratch" "${folder}/tree"
    mount -t proc proc "${folder}/tree/proc"
    install -m 0755 "${SCRIPT}" "${folder}/tree/usr/local/sbin/lab-customise"
    exec chroot "${folder}/tree" sh -euc '/usr/local/sbin/lab-customise >/dev/null; ${then}'`;
  return execFileSync("unshare", ["--mount", "--uts", "--propagation", "private", "bash", "--norc", "-c", within], {
    encoding: "utf8",
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
  });
}

const HASH = "$6$salt$T4CgNAyRj7lfTfcnyXvCPhMbPvPTpBAdUTa4Bs3dWkMFpMvx3xC0VuM8kTq7W7qJd5E7iWkYGmLs2hA1wGfu10";
const SETTINGS = `ID=one
HOSTNAME=master-sql
PASSWORD_HASH=${HASH}
NIC0=52:54:00:00:00:10|10.1.0.7/24,2001:db8:a::7/64|10.1.0.1,2001:db8:a::1|10.1.0.3
NIC1=52:54:00:00:00:11|10.2.0.7/24||
`;

// in the files of the image that a rehearsal made; to make them here would take minutes
describe("guest customisation", () => {
  it("gives the host name", () => {
    expect(customised(SETTINGS, "hostname; cat /etc/hostname; getent hosts master-sql")).toMatch(
      /^master-sql\nmaster-sql\n127\.0\.1\.1 +master-sql\n$/,
    );
  });

  it("gives root's password", () => {
    expect(customised(SETTINGS, "grep ^root: /etc/shadow")).toContain(`root:${HASH}:`);
  });

  it("gives each card its addresses, found by its MAC address", () => {
    expect(customised(SETTINGS, "cat /etc/systemd/network/10-nic0.network")).toBe(
      "[Match]\nMACAddress=52:54:00:00:00:10\n[Network]\nIPv6AcceptRA=no\nAddress=10.1.0.7/24\n" +
        "Address=2001:db8:a::7/64\nGateway=10.1.0.1\nGateway=2001:db8:a::1\nDNS=10.1.0.3\n",
    );
    expect(customised(undefined, "cat /etc/systemd/network/10-nic1.network")).toBe(
      "[Match]\nMACAddress=52:54:00:00:00:11\n[Network]\nIPv6AcceptRA=no\nAddress=10.2.0.7/24\n",
    );
    expect(customised(undefined, "cat /etc/resolv.conf")).toBe("nameserver 10.1.0.3\n");
  });

  it("gives a host key that no other machine has", () => {
    const key = "ls /etc/ssh; cat /etc/ssh/ssh_host_ed25519_key.pub";
    const first = customised(SETTINGS, key);
    expect(first).not.toContain("rsa");
    expect(customised(SETTINGS.replace("ID=one", "ID=two"), key)).not.toBe(first);
  });

  it("leaves alone what was changed since, until there is another id", () => {
    customised(SETTINGS, "rm /etc/systemd/network/10-nic0.network; echo renamed >/etc/hostname");
    const look = "cat /etc/hostname; ls /etc/systemd/network";
    expect(customised(SETTINGS.replace("=master-sql", "=other"), look)).toBe("renamed\n10-nic1.network\n");
    expect(customised(SETTINGS.replace("ID=one", "ID=two").replace(/NIC1.*\n/, ""), look)).toBe(
      "master-sql\n10-nic0.network\n",
    );
  });

  it("runs nothing that stands in a value", () => {
    const settings = "ID=$(touch /id)\nHOSTNAME=a`touch /name`\nNIC0=m|$(touch /address)||\n";
    expect(customised(settings, "ls /").split("\\n")).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(id|name|address)$/)]),
    );
  });
});
