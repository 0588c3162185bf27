// @module-tag tools
// @module-tag needs/namespaces
// @module-tag needs/sshd
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SSHD_VALUES } from "../../../platform/baseline/sshd";
import { renderScript } from "../../../templates/scripts/script";
import { sshdFile } from "../../../templates/sshd";
import type { NamespaceNode } from "../namespace-node";
import { startBootedNode, state } from "./booted-node";

describe("ready", () => {
  let node: NamespaceNode;
  const step = (name: string) => node.run(`bash /home/ubuntu/.plumbline/${name}/${name}.sh ubuntu node`);
  beforeEach(async () => {
    node = await startBootedNode();
    step("configure");
    node.must("ssh-keygen -A; passwd --lock root");
    node.write("/etc/ssh/sshd_config.d/10-plumbline.conf", sshdFile());
    node.stub("timedatectl", "echo yes");
    node.stub("df", "echo Size; echo $((10 << 30))");
  });

  afterEach(() => node.stop());

  /** The messages about flaws, without what to do. */
  const flaws = () => {
    const { status, stderr } = step("ready");
    const lines = stderr.trim().split("\n");
    if (status !== 0) {
      expect(lines.filter((line) => line.startsWith("ready: to do: "))).toHaveLength(lines.length / 2);
    }
    return { status, flaws: lines.filter((line) => !line.startsWith("ready: to do: ")).join("\n") };
  };

  it("is content with a node as the plan says, and changes nothing", () => {
    const before = state(node);
    expect(step("ready")).toMatchObject({
      status: 0,
      stdout: "ready: logins, names, disks, firewall and clock are as the plan says\n",
      stderr: "",
    });
    expect(state(node)).toBe(before);
  });

  it.each([
    [
      "a password login",
      "sed -i s/^PasswordAuthentication.*/PasswordAuthentication\\ yes/",
      "PasswordAuthentication yes",
    ],
    ["root's login", "sed -i s/^PermitRootLogin.*/PermitRootLogin\\ prohibit-password/", "PermitRootLogin"],
    [
      "a value of sshd for one user",
      "sed -i '$aMatch User ubuntu\\nX11Forwarding yes'",
      "X11Forwarding yes for ubuntu",
    ],
  ])("finds %s", (_, edit, message) => {
    node.must(`${edit} /etc/ssh/sshd_config.d/10-plumbline.conf`);
    expect(flaws()).toMatchObject({ status: 1, flaws: expect.stringContaining(message) });
  });

  it.each([
    [
      "an sshd that would not start again",
      "echo Nonsense >>/etc/ssh/sshd_config",
      "sshd does not take its configuration",
    ],
    ["a password of root", "echo root:x | chpasswd", "root has a password"],
    ["another host name", "hostname other", "the host name is other, the plan says node"],
    [
      "a name that leads elsewhere",
      "sed -i '1i 2001:db8::9 slave-sql' /etc/hosts",
      "slave-sql resolves to 2001:db8::9",
    ],
    ["a name that leads nowhere", "sed -i /slave-sql/d /etc/hosts", "slave-sql resolves to nothing"],
    ["firewall rules that are gone", "nft flush ruleset", "the node's firewall rules are not in force"],
    ["a firewall that ends with a restart", "/usr/bin/systemctl disable plumbline-firewall", "do not come back"],
  ])("finds %s", (_, change, message) => {
    node.must(change);
    expect(flaws()).toMatchObject({ status: 1, flaws: expect.stringContaining(message) });
  });

  it("finds that the node has no IPv6 address", () => {
    node.must("ip address delete 2001:db8:a::1/128 dev lo");
    expect(flaws().flaws).toBe("ready: this node looks for no IPv6 address, since it has none itself");
  });

  it("finds a root file system that has not grown", () => {
    node.stub("df", "echo Size; echo $((4 << 30))");
    expect(flaws().flaws).toBe("ready: the root file system has 4 GB, with 10 GB of disks it must have 5 at least");
  });

  it("waits for the clock, and says when it is not synchronised", () => {
    node.stub("timedatectl", "[[ -e /run/synchronised ]] && echo yes || { touch /run/synchronised; echo no; }");
    expect(step("ready").stdout).toContain("waiting for the clock to be synchronised, at most 180 s");
    node.must("rm -f /run/synchronised");
    node.stub("timedatectl", "echo no");
    node.must("sed -i s/within.180/within\\ 1/ /home/ubuntu/.plumbline/ready/ready.sh");
    expect(flaws()).toEqual({ status: 1, flaws: "ready: the clock is not synchronised" });
  });

  it("tells all flaws at once", () => {
    node.must("hostname other; nft flush ruleset; echo root:x | chpasswd");
    expect(flaws().flaws.split("\n")).toHaveLength(3);
  });

  it("mentions a restart that the system asks for, and does not hold up a running node for it", () => {
    node.must("touch /run/reboot-required; echo linux-image >/run/reboot-required.pkgs");
    expect(step("ready")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("notice: the system asks for a restart (linux-image )"),
    });
  });

  it("reads sshd's values from releases that print keywords with capitals", () => {
    node.stub("sshd", `/usr/sbin/sshd "$@" | sed 's/^[a-z]/\\u&/'`);
    expect(node.must("sshd -T")).toContain("\nPermitrootlogin no\n");
    expect(step("ready")).toMatchObject({ status: 0, stderr: "" });
    node.must("sed -i s/^PermitRootLogin.*/PermitRootLogin\\ yes/ /etc/ssh/sshd_config.d/10-plumbline.conf");
    expect(flaws().flaws).toContain("PermitRootLogin yes");
  });

  it("is content with what a cloud-config lets in, and finds what is left of a first boot", () => {
    node.must(
      "sed -i s/^PermitRootLogin.*/PermitRootLogin\\ prohibit-password/ /etc/ssh/sshd_config.d/10-plumbline.conf",
    );
    node.must("echo root:x | chpasswd");
    const folder = "/home/ubuntu/.plumbline/ready";
    node.must(
      `printf '%s\\n' "sshd_otherwise=('PermitRootLogin prohibit-password')" root_password=allowed >>${folder}/expectations`,
    );
    expect(step("ready")).toMatchObject({ status: 0, stderr: "" });
    node.must("mkdir -p /var/lib/plumbline /var/lib/cloud/seed/nocloud; touch /var/lib/plumbline/guest-settled");
    node.write("/var/lib/cloud/seed/nocloud/user-data", "#cloud-config\n", "0644");
    node.write("/home/ubuntu/.plumbline/boot/guest.json", "{}", "0600");
    const { flaws: found } = flaws();
    expect(found).toContain("others than root may read /var/lib/cloud/seed/nocloud/user-data");
    expect(found).toContain("/home/ubuntu/.plumbline/boot/guest.json is still there");
  });

  it("looks at every value that sshd is given", () => {
    for (const [keyword, value] of Object.entries(SSHD_VALUES)) {
      expect(renderScript("ready")).toContain(`\n${keyword} ${value}\n`);
    }
  });
});
