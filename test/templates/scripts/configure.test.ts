// @module-tag tools
import { spawnSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NamespaceNode } from "../namespace-node";
import { KEY, startBootedNode, state, upload } from "./booted-node";

describe("configure", { tags: ["needs/namespaces", "needs/nft"] }, () => {
  let node: NamespaceNode;
  beforeEach(async () => {
    node = await startBootedNode();
  });
  afterEach(() => node.stop());
  const step = (name: string, word = "node") =>
    node.run(`bash /home/ubuntu/.plumbline/${name}/${name}.sh ubuntu ${word}`);

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

    const before = state(node);
    node.must("rm /run/calls");
    const again = step("configure");
    expect(again).toMatchObject({ status: 0, stderr: "" });
    expect(again.stdout).toBe("configure: names, keys and firewall are as the plan says\n");
    expect(state(node)).toBe(before);
    expect(node.must("cat /run/calls")).not.toMatch(/^(daemon-reload|enable|start|restart|reload)/m);
  });

  it("changes only what the plan changed", () => {
    step("configure");
    upload(node, { slave: "2001:db8:b::3" });
    expect(step("configure").stdout).toBe(
      "configure: wrote /etc/hosts\nconfigure: wrote /etc/plumbline/firewall.nft\n" +
        "configure: firewall rules are in force\nconfigure: names, keys and firewall are as the plan says\n",
    );
    expect(node.read("/etc/hosts").match(/slave-sql/g)).toHaveLength(1);
    expect(node.must("nft list table inet plumbline")).not.toContain("2001:db8:b::2");
    upload(node, { slave: "2001:db8:b::3", operators: [] });
    expect(step("configure").stdout).toContain("wrote /home/ubuntu/.ssh/authorized_keys");
    expect(node.must("grep -c ssh-ed25519 /home/ubuntu/.ssh/authorized_keys")).toBe("1\n");
  });

  it("gives the host another name in place, and once", () => {
    expect(step("configure").stdout).not.toContain("the host is called");
    expect(step("configure", "first-sql").stdout).toContain(
      "configure: wrote /etc/hostname\nconfigure: the host is called first-sql now\n",
    );
    expect(node.must("uname -n")).toBe("first-sql\n");
    expect(node.read("/etc/hostname")).toBe("first-sql\n");
    expect(step("configure", "first-sql").stdout).toBe("configure: names, keys and firewall are as the plan says\n");
  });

  it("keeps what stands around its block in /etc/hosts", () => {
    step("configure");
    node.must("sed -i '1i # first' /etc/hosts; echo '10.0.0.8 last' >>/etc/hosts");
    upload(node, { slave: "2001:db8:b::3" });
    step("configure");
    const text = node.read("/etc/hosts");
    expect(text).toMatch(/^# first\n127.0.0.1 localhost\n/);
    expect(text.match(/10.0.0.8 last/g)).toHaveLength(1);
    expect(text).toContain("2001:db8:b::3 slave-sql");
  });

  it.each(["/from here/d", "/to here/d", "/from here/p"])("does not guess where its block is after sed %s", (edit) => {
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
    upload(node, { operators: ["ssh-ed25519 nonsense", KEY] });
    const { status, stderr } = step("configure");
    expect(status).toBe(1);
    expect(stderr).toContain("1 of 3 keys for the user ubuntu are none; the keys stay as they were");
    expect(node.must("grep -c ssh-ed25519 /home/ubuntu/.ssh/authorized_keys")).toBe("2\n");
  });

  it("keeps the rules in force when nftables does not take the new ones", () => {
    step("configure");
    upload(node, { slave: "not an address" });
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

it("the key of this test is one", { tags: "needs/ssh" }, () => {
  expect(spawnSync("ssh-keygen", ["-l", "-f", "-"], { input: KEY, encoding: "utf8" }).stdout).toContain("ED25519");
});
