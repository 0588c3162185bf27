// @module-tag tools
// @module-tag needs/namespaces
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bootFiles, type FirstBootScript } from "../../../templates/boot";
import { mysqlInstallation } from "../../../templates/mysql/install";
import { NamespaceNode } from "../namespace-node";

/** The script that cloud-init runs at the end of a first boot. */
function script(scripts: readonly FirstBootScript[]): string {
  const [userData] = bootFiles({ node: "a", loginUser: "ubuntu", ntp: [], packages: [], scripts, userData: [] });
  const files: { path: string; content: string }[] = parse(userData?.text ?? "", { version: "1.1" }).write_files;
  return files.find(({ path }) => path === "/var/lib/plumbline/first-boot.sh")?.content ?? "";
}

/** A server that makes its first tables and is shut down in the middle of it. */
const LOSES = `
mkdir -p /var/lib/mysql /var/log/mysql; touch /var/lib/mysql/ibdata1
echo '[ERROR] The newly created data directory /var/lib/mysql/ by --initialize is unusable.' >>/var/log/mysql/error.log
exit 1`;
const WINS = "mkdir -p /var/lib/mysql; [ ! -e /var/lib/mysql/ibdata1 ] && touch /var/lib/mysql/ibdata1";

describe("the end of a first boot", () => {
  let node: NamespaceNode;

  beforeEach(async () => {
    node = await NamespaceNode.start();
    node.must("rm -rf /etc/ssh/sshd_config.d/* /var/lib/mysql /var/log/mysql; ssh-keygen -A");
    node.write("/var/lib/cloud/instance/user-data.txt", "#cloud-config\n");
    node.must("mkdir -p /var/lib/plumbline");
    for (const [command, does] of [
      ["systemctl", "true"],
      ["dpkg-query", "echo half-configured"],
      ["eatmydata", 'exec "$@"'],
      ["apt-get", LOSES],
      ["dpkg", WINS],
    ] as const) {
      node.stub(command, `echo "${command} $*" >>/run/calls\n${does}`);
    }
  });
  afterEach(() => node.stop());

  const end = (scripts: readonly FirstBootScript[] = [mysqlInstallation()]) => node.run("bash -s", script(scripts));
  const calls = () => node.must("grep -E '^(apt-get|dpkg) ' /run/calls || true");
  const isMarked = () => node.run("test -e /var/lib/plumbline/contextualised").status === 0;

  it("installs MySQL, and marks that it is through", () => {
    node.stub("apt-get", 'echo "apt-get $*" >>/run/calls');
    expect(end()).toMatchObject({ status: 0 });
    expect(calls()).toMatch(/^apt-get .* install mysql-server\n$/);
    expect(isMarked()).toBe(true);
  });

  it("installs nothing on a node without a database", () => {
    expect(end([])).toMatchObject({ status: 0 });
    expect(calls()).toBe("");
  });

  it("has first tables that are not whole made again", () => {
    const { status, stdout } = end();
    expect(status).toBe(0);
    expect(stdout).toContain("the first tables of MySQL are not whole, they are made again (try 1)");
    expect(calls()).toMatch(/^apt-get .*\ndpkg --force-confold --configure --pending\n$/);
    expect(isMarked()).toBe(true);
  });

  it("gives up where they are not whole five times more", () => {
    node.stub("dpkg", `echo "dpkg $*" >>/run/calls\n${LOSES}`);
    const { status, stderr } = end();
    expect(status).toBe(1);
    expect(stderr).toContain("first boot: MySQL could not be installed");
    expect(calls().match(/^dpkg /gm)).toHaveLength(5);
    expect(isMarked()).toBe(false);
  });

  it.each([
    [
      "where something else went wrong",
      "apt-get",
      'echo "apt-get $*" >>/run/calls\nmkdir -p /var/lib/mysql\ntouch /var/lib/mysql/kept\nexit 1',
    ],
    ["of a package that is installed", "dpkg-query", "echo installed"],
  ])("wipes nothing %s", (_, command, does) => {
    node.stub(command, does);
    node.must("mkdir -p /var/lib/mysql && touch /var/lib/mysql/kept");
    expect(end()).toMatchObject({ status: 1 });
    expect(node.run("test -e /var/lib/mysql/kept").status).toBe(0);
    expect(calls()).not.toContain("dpkg --");
  });

  it("wipes nothing on a node that has had its first boot", () => {
    node.must("touch /var/lib/plumbline/booted; mkdir -p /var/lib/mysql && touch /var/lib/mysql/kept");
    expect(end()).toMatchObject({ status: 1 });
    expect(node.run("test -e /var/lib/mysql/kept").status).toBe(0);
  });
});
