// @module-tag tools
// @module-tag needs/namespaces
// @module-tag needs/cloud-init
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bootFiles } from "../../../templates/boot";
import { renderScript } from "../../../templates/scripts/script";
import { NamespaceNode } from "../namespace-node";

const files = (packages: readonly string[] = ["rsync"]) =>
  Object.fromEntries(
    bootFiles({
      ...{ node: "master-sql", loginUser: "ubuntu", ntp: ["10.0.0.1"], packages, scripts: [], userData: [] },
    }).map(({ name, text }) => [name.slice(5), text]),
  );

describe("the first boot, with a real cloud-init", () => {
  let node: NamespaceNode;

  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("id ubuntu || useradd --create-home --shell /bin/bash ubuntu; ssh-keygen -A");
    node.must("rm -rf /etc/ssh/sshd_config.d/* /boot/vmlinuz-* /var/lib/cloud /etc/cloud/cloud.cfg.d/99-*");
    const uploads = { "boot.sh": renderScript("boot"), "boot-finish.sh": renderScript("boot-finish") };
    node.upload("boot", { ...files(), ...uploads, "boot-settled.sh": renderScript("boot-settled") });
    // what only a booted system has; each call leaves a line
    for (const command of ["systemctl", "systemd-run", "apt-get", "apt-mark"]) {
      node.stub(command, `echo "${command} $*" >>/run/calls`);
    }
    boots("one");
  });
  afterEach(() => node.stop());

  /** The machine is in another boot: `/run` is empty, as far as cloud-init and the system write there. */
  function boots(id: string): void {
    node.must(
      "umount /proc/sys/kernel/random/boot_id 2>/dev/null; rm -rf /run/cloud-init /run/calls /run/reboot-required",
    );
    node.write("/run/boot-id", `${id}\n`);
    node.must("mount --bind /run/boot-id /proc/sys/kernel/random/boot_id");
  }
  /** What cloud-init's units do during a boot. */
  const cloudInit = () =>
    node.run(
      // a system that systemd runs has this folder
      "mkdir -p /run/systemd/system; cloud-init init --local; cloud-init init; " +
        "cloud-init modules --mode=config; cloud-init modules --mode=final; rm -r /run/systemd/system",
    );
  const step = (script: string) => node.run(`bash /home/ubuntu/.plumbline/boot/${script}.sh`);
  const calls = () => node.must("cat /run/calls 2>/dev/null || true");
  const ask = "systemd-run --quiet --collect --unit plumbline-reboot .* /bin/sh -c systemctl reboot\n";
  const restarts = new RegExp(`${ask}systemctl stop ssh.socket\nsystemctl stop ssh.service\n$`);

  it("goes on with packages that an installation left behind when it broke off", () => {
    node.write(
      "/run/p/DEBIAN/control",
      "Package: plumbline-p\nVersion: 1\nArchitecture: all\nMaintainer: x <x@x>\nDescription: p\n",
    );
    node.must("dpkg-deb --build /run/p /run/p.deb && dpkg --unpack /run/p.deb");
    const state = () => node.must("dpkg-query --show --showformat '${db:Status-Status}' plumbline-p");
    expect(state()).toBe("unpacked");
    const { status, stdout } = step("boot");
    expect([status, state()]).toEqual([0, "installed"]);
    expect(stdout).toContain("boot: an installation broke off on this node; dpkg goes on with it");
  });

  it("goes from the seed over the restart to the mark, and is never repeated", () => {
    expect(step("boot")).toMatchObject({ status: 0, stderr: "" });
    expect(calls()).toMatch(restarts);
    expect(node.must("stat -c '%a %U' /var/lib/cloud/seed/nocloud/user-data")).toBe("600 root\n");

    boots("two");
    cloudInit();
    expect(node.must("sshd -T -C user=root,host=x,addr=::1")).toContain("permitrootlogin no\n");
    expect(node.read("/etc/hostname")).toBe("master-sql\n");
    const clocks = "/etc/systemd/timesyncd.conf.d /etc/chrony* /etc/ntp*";
    expect(node.must(`grep -rh 10.0.0.1 ${clocks} 2>/dev/null || true`)).toMatch(/10.0.0.1/);
    expect(node.must("cat /etc/sudoers.d/90-cloud-init-users")).toContain("ubuntu ALL=(ALL) NOPASSWD:ALL");
    const installed = calls();
    expect(installed).toMatch(/^apt-get .*update$/m);
    expect(installed).toMatch(/^apt-get .*dist-upgrade$/m);
    expect(installed).toMatch(/^apt-get .*install nftables rsync$/m);

    const finish = step("boot-finish");
    expect(finish).toMatchObject({ status: 0, stderr: "" });
    expect(finish.stdout).toContain("boot-finish: the first boot is complete\n");
    expect(calls()).toBe(installed);
    expect(step("boot-settled")).toMatchObject({ status: 0, stderr: "" });
    expect(node.read("/var/lib/plumbline/booted")).toBe(
      `${createHash("sha256")
        .update(files()["user-data"] ?? "")
        .digest("hex")}\n`,
    );

    node.must("rm -f /run/calls");
    node.upload("boot", files(["another-package"]));
    for (const script of ["boot", "boot-finish", "boot-settled"]) {
      expect(step(script)).toEqual(
        expect.objectContaining({ status: 0, stdout: `${script}: this node has had its first boot; nothing to do\n` }),
      );
    }
    expect(calls()).toBe("");
    expect(node.read("/var/lib/cloud/seed/nocloud/user-data")).toBe(files()["user-data"]);
  });

  it("restarts once more where the update asks for it, and not yet when it has not restarted", () => {
    step("boot");
    expect(step("boot-finish").stderr).toContain("the machine has not restarted since boot.sh asked for it");
    boots("two");
    cloudInit();
    node.must("touch /boot/vmlinuz-5.9.1 /boot/vmlinuz-999.0.0");
    expect(step("boot-finish").stdout).toMatch(/asks for a restart: kernel \S+ runs, 999.0.0 is installed/);
    expect(calls()).toMatch(restarts);
    expect(step("boot-settled").stderr).toContain("the machine has not restarted since boot-finish.sh asked for it");
    boots("three");
    expect(step("boot-settled").stderr).toMatch(/kernel \S+ runs, but 999.0.0 is installed/);
    node.must("mv /boot/vmlinuz-999.0.0 /boot/vmlinuz-$(uname -r)");
    expect(step("boot-settled").status).toBe(0);
  });

  it("restarts once more where a package asks for it", () => {
    step("boot");
    boots("two");
    cloudInit();
    node.must("touch /run/reboot-required");
    expect(step("boot-finish").status).toBe(0);
    expect(calls()).toMatch(restarts);
  });

  it("waits for the end of the login that it runs in, before it restarts", () => {
    node.must("cp /bin/bash /run/sshd-session");
    const { status, stderr } = node.run("/run/sshd-session -c 'bash /home/ubuntu/.plumbline/boot/boot.sh; true'");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(calls()).toMatch(
      /-c timeout 15 tail --pid=\d+ --sleep-interval=0.2 --follow \/dev\/null; systemctl reboot\n/,
    );
  });

  it("fails with cloud-init's own words when a package cannot be installed", () => {
    step("boot");
    boots("two");
    node.stub("apt-get", 'echo "E: Unable to locate package rsync" >&2; [[ $* != *install* ]]');
    cloudInit();
    const { status, stderr } = step("boot-finish");
    expect(status).toBe(1);
    expect(stderr).toContain("status: error");
    expect(stderr).toContain("E: Unable to locate package rsync");
    expect(stderr).toContain("boot-finish: to do: mend the cause");
  });

  it("fails when sshd does not take its values, and the node can still be reached", () => {
    step("boot");
    boots("two");
    node.stub(
      "sshd",
      '[[ ! -e /etc/ssh/sshd_config.d/10-plumbline.conf ]] || { echo "Bad SSH2 KexAlgorithms"; exit 255; }',
    );
    cloudInit();
    expect(step("boot-finish")).toMatchObject({ status: 1, stderr: expect.stringContaining("Bad SSH2 KexAlgorithms") });
    expect(node.must("ls /etc/ssh/sshd_config.d")).not.toContain("10-plumbline.conf");
  });

  /** A later release of cloud-init, as far as it is asked here: from 23.4 on it tells errors that it went on after. */
  const laterCloudInit = (status: number, record: unknown) => {
    node.write("/run/record.json", JSON.stringify(record));
    const json = "*'--format json'*) cat /run/record.json";
    node.stub("cloud-init", `case $* in\n${json} ;;\n*) echo 'status: done' ;;\nesac\nexit ${status}`);
  };
  const deprecated = { DEPRECATED: ["Key 'lists' is deprecated in 22.2\nand scheduled to be removed"], WARNING: ["a"] };

  it("tells what cloud-init went on after, and goes by its own mark", () => {
    step("boot");
    boots("two");
    cloudInit();
    laterCloudInit(2, { status: "done", extended_status: "degraded done", errors: [], recoverable_errors: deprecated });
    const { status, stdout, stderr } = step("boot-finish");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(
      "boot-finish: notice: cloud-init went on after DEPRECATED Key 'lists' is deprecated in 22.2 and scheduled to be removed\n" +
        "boot-finish: notice: cloud-init went on after WARNING a\n",
    );
    expect(stdout).toContain("boot-finish: the first boot is complete\n");
  });

  it("goes by its mark where cloud-init ends with 2 and does not say why", () => {
    step("boot");
    boots("two");
    cloudInit();
    node.stub("cloud-init", "exit 2");
    expect(step("boot-finish")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("cloud-init ended with status 2, and does not say why"),
    });
  });

  it("fails where cloud-init ends with 2 and this node's part is not done", () => {
    step("boot");
    boots("two");
    laterCloudInit(2, { status: "done", errors: [], recoverable_errors: deprecated });
    const { status, stdout, stderr } = step("boot-finish");
    expect(status).toBe(1);
    expect(stdout).toContain("DEPRECATED Key 'lists'");
    expect(stderr).toContain("cloud-init is through, but not with this node's user-data");
  });

  it("fails where a stage of cloud-init failed, whatever its status", () => {
    step("boot");
    boots("two");
    cloudInit();
    for (const status of [1, 2]) {
      laterCloudInit(status, { status: "error", errors: ["('package_update', x)"], recoverable_errors: deprecated });
      expect(step("boot-finish")).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(`the first boot failed (cloud-init status ${status})`),
      });
    }
  });

  it("says what cloud-init waits for where it does not come to its end", () => {
    step("boot");
    boots("two");
    // its wait is an hour
    node.stub("timeout", "exit 124");
    node.stub("cloud-init", 'echo "status: not started"');
    const { status, stderr } = step("boot-finish");
    expect(status).toBe(1);
    expect(stderr).toContain("cloud-init is not through after an hour: status: not started");
  });

  it("fails when cloud-init is through with other user-data, or switched off", () => {
    step("boot");
    boots("two");
    // cloud-init that is switched off ends with status 0 too
    node.stub("cloud-init", 'echo "status: disabled"');
    expect(step("boot-finish").stderr).toContain(
      "cloud-init is through, but not with this node's user-data: status: disabled",
    );
  });

  it("changes nothing when cloud-init does not take the user-data", () => {
    node.upload("boot", { "user-data": "#cloud-config\npackages: 7\n" });
    const { status, stderr } = step("boot");
    expect(status).toBe(1);
    expect(stderr).toMatch(/this node's cloud-init \(.*\) does not take the user-data/);
    expect(calls()).toBe("");
    expect(node.run("test -e /var/lib/cloud/seed").status).toBe(1);
  });

  it("goes on where cloud-init has no check of its own", () => {
    node.must("mkdir /run/image; cp /usr/bin/cloud-init /run/image");
    const refusal = `echo "cloud-init: error: argument subcommand: invalid choice: 'schema'" >&2; exit 2`;
    node.stub("cloud-init", `if [[ $1 == schema ]]; then ${refusal}; fi; exec /run/image/cloud-init "$@"`);
    expect(step("boot")).toMatchObject({ status: 0, stderr: "" });
  });

  it("installs cloud-init where the image has none", () => {
    node.must("mkdir /run/image; mv /usr/bin/cloud-init /run/image");
    node.stub("apt-get", 'echo "apt-get $*" >>/run/apt; [[ $* != *install* ]] || mv /run/image/cloud-init /usr/bin');
    expect(step("boot")).toMatchObject({ status: 0, stderr: "" });
    expect(node.read("/run/apt")).toMatch(/install cloud-init\n$/);
    node.must("mv /usr/bin/cloud-init /run/image");
    node.stub("apt-get", "echo 'E: no way' >&2; exit 100");
    expect(step("boot").stderr).toContain("cloud-init could not be installed");
  });

  it("holds the packages of MySQL that are installed, and those alone", () => {
    step("boot");
    boots("two");
    cloudInit();
    const list = "installed mysql-server-8.0\\nnot-installed mysql-server-5.7\\ninstalled mysql-client-8.0";
    node.stub("dpkg-query", `echo -e '${list}'`);
    expect(step("boot-settled").status).toBe(0);
    expect(calls()).toMatch(/apt-mark hold mysql-server-8.0 mysql-client-8.0\n$/);
  });
});
