import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorizedKeysFile } from "../../../templates/authorized-keys";
import { firewallFile } from "../../../templates/firewall";
import { hostsFile } from "../../../templates/hosts";
import { readyFile } from "../../../templates/ready";
import { renderScript } from "../../../templates/scripts/script";
import { SSHD_VALUES, sshdFile } from "../../../templates/sshd";
import { filled, NamespaceNode } from "../namespace-node";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxLB3qFz0+EVCgC7f859lXw5A4rUqR3FqTnjfnlpn/I deployer";

const { missing } = NamespaceNode;
describe.skipIf(missing !== undefined)(`configure and ready (${missing ?? "on a node of namespaces"})`, () => {
  let node: NamespaceNode;

  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("id ubuntu || useradd --create-home --shell /bin/bash ubuntu");
    // the C library gives no IPv6 address to a machine that has none
    node.must("ip address add 2001:db8:a::1/128 dev lo");
    node.write("/etc/hosts", "127.0.0.1 localhost\n# by hand\n10.0.0.9 printer\n");
    // systemctl enables without a system that runs, but starts nothing
    node.stub(
      "systemctl",
      `echo "$*" >>/run/calls
case $* in
*enable*) exec /usr/bin/systemctl "$@" ;;
'is-active --quiet plumbline-firewall.service') test -e /run/started ;;
'start plumbline-firewall.service') touch /run/started; eval "$(sed -n s/^ExecStart=//p /etc/systemd/system/plumbline-firewall.service)" ;;
esac`,
    );
    upload();
  });
  afterEach(() => node.stop());

  const PEER = { name: "slave-sql", ipv6: "slave" };
  function upload(changes: { slave?: string; operators?: readonly string[]; port?: number } = {}): void {
    const { slave = "2001:DB8:B:0:0:0:0:2", operators = [KEY.replace("deployer", "ann")], port = 3306 } = changes;
    const values = { slave, master: "2001:db8:a:0:0:0:0:1", deployer: KEY };
    const ports = [{ protocol: "tcp", begin: port, end: port }] as const;
    const accept = [{ from: "slave", comment: "slave", ports, icmp: true }];
    const files = {
      hosts: hostsFile({ self: { name: "master-sql", ipv6: "master" }, peers: [PEER] }),
      "authorized-keys": authorizedKeysFile({ deployer: "deployer", operators }),
      "firewall.nft": firewallFile({ ssh: undefined, inbound: [], accept }),
    };
    const texts = Object.entries(files).map(([name, file]) => [name, filled(file, values)] as const);
    node.upload("configure", { "configure.sh": renderScript("configure"), ...Object.fromEntries(texts) });
    const expectations = filled(readyFile({ name: "node", peers: [PEER], ntp: true, disksGb: 10 }), values);
    node.upload("ready", { "ready.sh": renderScript("ready"), expectations });
  }
  const step = (name: string) => node.run(`bash /home/ubuntu/.plumbline/${name}/${name}.sh`);
  const state = () =>
    node.must(
      "nft list ruleset; find /etc/hosts /home/ubuntu/.ssh /etc/plumbline /etc/systemd/system -printf '%p %i %T@ %M %u\\n'",
    );

  describe("configure", () => {
    it("brings names, keys and firewall in place, and the second time nothing", () => {
      expect(step("configure")).toMatchObject({ status: 0, stderr: expect.not.stringContaining("configure:") });
      expect(node.read("/etc/hosts")).toBe(
        "127.0.0.1 localhost\n# by hand\n10.0.0.9 printer\n# plumbline: names of nodes, from here\n" +
          "2001:db8:a:0:0:0:0:1 master-sql\n2001:DB8:B:0:0:0:0:2 slave-sql\n# plumbline: to here\n",
      );
      expect(node.must("getent ahostsv6 slave-sql")).toMatch(/^2001:db8:b::2 /);
      expect(node.must("stat -c '%a %U' /home/ubuntu/.ssh/authorized_keys")).toBe("600 ubuntu\n");
      expect(node.must("grep -c ssh-ed25519 /home/ubuntu/.ssh/authorized_keys")).toBe("2\n");
      expect(node.must("nft list table inet plumbline")).toContain("2001:db8:b::2 tcp dport 3306 accept");
      expect(node.must("/usr/bin/systemctl is-enabled plumbline-firewall.service")).toBe("enabled\n");

      const before = state();
      node.must("rm /run/calls");
      const again = step("configure");
      expect(again).toMatchObject({ status: 0, stderr: "" });
      expect(again.stdout).toBe("configure: names, keys and firewall are as the plan says\n");
      expect(state()).toBe(before);
      expect(node.must("cat /run/calls")).not.toMatch(/^(daemon-reload|enable|start|restart|reload)/m);
    });

    it("changes only what the plan changed", () => {
      step("configure");
      upload({ slave: "2001:db8:b::3" });
      expect(step("configure").stdout).toBe(
        "configure: wrote /etc/hosts\nconfigure: wrote /etc/plumbline/firewall.nft\n" +
          "configure: firewall rules are in force\nconfigure: names, keys and firewall are as the plan says\n",
      );
      expect(node.read("/etc/hosts").match(/slave-sql/g)).toHaveLength(1);
      expect(node.must("nft list table inet plumbline")).not.toContain("2001:db8:b::2");
      upload({ slave: "2001:db8:b::3", operators: [] });
      expect(step("configure").stdout).toContain("wrote /home/ubuntu/.ssh/authorized_keys");
      expect(node.must("grep -c ssh-ed25519 /home/ubuntu/.ssh/authorized_keys")).toBe("1\n");
    });

    it("keeps what stands around its block in /etc/hosts", () => {
      step("configure");
      node.must("sed -i '1i # first' /etc/hosts; echo '10.0.0.8 last' >>/etc/hosts");
      upload({ slave: "2001:db8:b::3" });
      step("configure");
      const text = node.read("/etc/hosts");
      expect(text).toMatch(/^# first\n127.0.0.1 localhost\n/);
      expect(text.match(/10.0.0.8 last/g)).toHaveLength(1);
      expect(text).toContain("2001:db8:b::3 slave-sql");
    });

    it.each([
      "/from here/d",
      "/to here/d",
      "/from here/p",
    ])("does not guess where its block is after sed %s", (edit) => {
      step("configure");
      node.must(`sed -i '${edit}' /etc/hosts`);
      const before = node.read("/etc/hosts");
      const { status, stderr } = step("configure");
      expect(status).toBe(1);
      expect(stderr).toContain("/etc/hosts has lost one of the two lines around the block of plumbline");
      expect(node.read("/etc/hosts")).toBe(before);
    });

    it("never locks the deployer out with keys that are none", () => {
      step("configure");
      upload({ operators: ["ssh-ed25519 nonsense", KEY] });
      const { status, stderr } = step("configure");
      expect(status).toBe(1);
      expect(stderr).toContain("1 of 3 keys for the user ubuntu are none; the keys stay as they were");
      expect(node.must("grep -c ssh-ed25519 /home/ubuntu/.ssh/authorized_keys")).toBe("2\n");
    });

    it("keeps the rules in force when nftables does not take the new ones", () => {
      step("configure");
      upload({ slave: "not an address" });
      node.must("sed -i s/not.an.address/2001:db8:b::2/ /home/ubuntu/.plumbline/configure/hosts");
      const { status, stderr } = step("configure");
      expect(status).toBe(1);
      expect(stderr).toContain("nftables does not take the node's firewall rules; those in force stay");
      expect(node.must("nft list table inet plumbline")).toContain("2001:db8:b::2");
    });

    it("loads its rules again when somebody flushed them", () => {
      step("configure");
      node.must("nft flush ruleset");
      expect(step("configure").stdout).toContain("configure: firewall rules are in force\n");
      expect(node.must("nft list table inet plumbline")).toContain("dport 3306");
    });
  });

  describe("ready", () => {
    beforeEach(() => {
      step("configure");
      node.must("ssh-keygen -A; passwd --lock root");
      node.write("/etc/ssh/sshd_config.d/10-plumbline.conf", sshdFile());
      node.stub("timedatectl", "echo yes");
      node.stub("df", "echo Size; echo $((10 << 30))");
    });

    /** The messages about flaws, without what to do. */
    const flaws = () => {
      const { status, stderr } = step("ready");
      const lines = stderr.trim().split("\n");
      if (status !== 0)
        expect(lines.filter((line) => line.startsWith("ready: to do: "))).toHaveLength(lines.length / 2);
      return { status, flaws: lines.filter((line) => !line.startsWith("ready: to do: ")).join("\n") };
    };

    it("is content with a node as the plan says, and changes nothing", () => {
      const before = state();
      expect(step("ready")).toMatchObject({
        status: 0,
        stdout: "ready: logins, names, disks, firewall and clock are as the plan says\n",
        stderr: "",
      });
      expect(state()).toBe(before);
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

    it("looks at every value that sshd is given", () => {
      for (const [keyword, value] of Object.entries(SSHD_VALUES)) {
        expect(renderScript("ready")).toContain(`\n${keyword} ${value}\n`);
      }
    });
  });
});

it.skipIf(spawnSync("ssh-keygen", ["-?"]).error !== undefined)("the key of this test is one", () => {
  expect(spawnSync("ssh-keygen", ["-l", "-f", "-"], { input: KEY, encoding: "utf8" }).stdout).toContain("ED25519");
});
