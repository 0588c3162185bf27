// @module-tag unit
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Translator } from "../../../plan/cloud-config/translator";
import { Findings } from "../../../plan/findings/findings";
import type { Edit } from "../../../plan/plan";
import { readDocuments } from "../../../plan/yaml/documents";
import { get, type Mapping } from "../../../plan/yaml/tree";
import { expectWarnings, load } from "../trial";
import { given, structureOf, withConfig } from "./trial-config";

const DEBIAN = ["Ubuntu 22.04 64-bit 2 CPU", "Debian 13 64-bit"] as const;
const onDebian = (text: string) =>
  text.replace(`appliance: ${DEBIAN[0]}`, `appliance: ${DEBIAN[1]}\n    disks: [0 20]`);

describe("a key of 2015", () => {
  it.each<[string, readonly string[], object]>([
    ["apt_update", ["apt_update: true"], { package_update: true }],
    ["apt_proxy", ["apt_proxy: x", "apt_http_proxy: y"], { apt: { proxy: "x", http_proxy: "y" } }],
    ["a delay", ["power_state: {mode: reboot, delay: '+5'}"], { power_state: { mode: "reboot", delay: 5 } }],
    [
      "permissions",
      ["write_files: [{path: /x, permissions: 0400}]"],
      { write_files: [{ path: "/x", permissions: "0400" }] },
    ],
    [
      "permissions of YAML 1.2",
      ["write_files: [{path: /x, permissions: 0o755}]"],
      { write_files: [{ path: "/x", permissions: "0755" }] },
    ],
    ["expire", ["expire: false", "a: 1"], { a: 1 }],
    [
      "keys of users",
      ["users: [default, {name: web, ssh-authorized-keys: [x], lock-passwd: true}]"],
      { users: ["default", { name: "web", ssh_authorized_keys: ["x"], lock_passwd: true }] },
    ],
    [
      "apt_sources",
      ["apt_sources: [{source: 'deb http://example.com/ a b', keyid: F3, filename: a}, {source: c}]"],
      {
        apt: {
          sources: {
            "a.list": { source: "deb http://example.com/ a b", keyid: "F3" },
            "source-2.list": { source: "c" },
          },
        },
      },
    ],
    [
      "a list of passwords",
      ['chpasswd: {list: "root:{{ x.secret }}\\nweb:R\\nold:$6$abc", expire: false}'],
      {
        chpasswd: {
          expire: false,
          users: [
            { name: "root", password: "<secret:x>", type: "text" },
            { name: "web", type: "RANDOM" },
            { name: "old", password: "$6$abc", type: "hash" },
          ],
        },
      },
    ],
  ])("is read as it is called now: %s", (_, lines, structure) => {
    expect(given(...lines)).toEqual(structure);
  });

  it("is told at its line, with what is read in its place", () => {
    expectWarnings(withConfig("§apt_update: true", "users: [{name: web, §ssh-authorized-keys: [x]}]"), [
      "`apt_update` is an old name: `package_update` is read",
      "`ssh-authorized-keys` is an old spelling: `ssh_authorized_keys` is read",
    ]);
  });

  it("gives way to the new one beside it", () => {
    expect(given("apt_update: true", "package_update: false")).toEqual({ package_update: false });
  });

  it("that takes octal digits is not guessed at", () => {
    expectWarnings(withConfig("write_files: [{path: /x, permissions: §644}]"), [
      "`permissions: 644` is a decimal number, and means 1204",
    ]);
  });
});

describe("a package of 2015", () => {
  it("has its successor, or none", () => {
    expect(
      given("packages: [ntp, php5, php5-mysql, php5-json, curl, python-pip, [openjdk-7-jdk, '7'], netcat]"),
    ).toEqual({
      packages: ["php", "php-mysql", "curl", "python3-pip", "default-jdk", "netcat-openbsd"],
      ntp: { enabled: true },
    });
  });

  it("leaves what the plan says of the clock", () => {
    expect(given("packages: [ntp]", "ntp: {servers: [a.example.com]}")).toEqual({
      ntp: { servers: ["a.example.com"] },
    });
  });

  it("depends on the image", () => {
    const lines = ["packages: [mysql-server-5.6, software-properties-common]"];
    expect(given(...lines)).toEqual({ packages: ["mysql-server", "software-properties-common"] });
    expectWarnings(onDebian(withConfig("packages: [§mysql-server-5.6, §software-properties-common]")), [
      "releases of today have no package mysql-server-5.6",
      "releases of today have no package software-properties-common",
    ]);
    const centos = withConfig("packages: [ntp, php5]").replace(DEBIAN[0], "CentOS 7 64-bit 2 CPU");
    expect(structureOf(centos.replace(/\n *mysql: .*/, "").replace("EU6::master-sql", "NA9::slave-sql"))).toEqual({
      packages: ["ntp", "php5"],
    });
  });

  it("without one right successor is told", () => {
    expectWarnings(withConfig("packages: [§mongodb, §php5-mcrypt]"), [
      "releases of today have no package mongodb",
      "releases of today have no package php5-mcrypt",
    ]);
  });
});

describe("accounts and files", () => {
  it("that the plan opens stay open, and are told", () => {
    expectWarnings(
      withConfig("disable_root: §false", "ssh_pwauth: §yes", "users: [{name: §root, ssh_authorized_keys: [x]}]"),
      [
        "`disable_root: false` lets root log in over SSH",
        "`ssh_pwauth: true` lets anybody try passwords over SSH",
        "`users` gives root keys of its own",
      ],
    );
  });

  it("in the home of a user are written when there is one", () => {
    expect(
      given("write_files: [{path: /home/ubuntu/.my.cnf}, {path: /home/ubuntu/a, owner: root}, {path: /home/b/c}]"),
    ).toEqual({
      write_files: [
        { path: "/home/ubuntu/.my.cnf", defer: true, owner: "ubuntu:ubuntu" },
        { path: "/home/ubuntu/a", owner: "root", defer: true },
        { path: "/home/b/c" },
      ],
    });
  });

  it("of a user ubuntu where the image has another: a shell", () => {
    const text = withConfig("users: [default, {name: ubuntu}]");
    expect(structureOf(text)).toEqual({ users: ["default", { name: "ubuntu" }] });
    expect(structureOf(onDebian(text))).toEqual({ users: ["default", { name: "ubuntu", shell: "/bin/bash" }] });
  });
});

describe("a command of 2015", () => {
  it.each([
    ["restart docker", "systemctl restart docker"],
    ["sudo stop ssh", "sudo systemctl stop ssh"],
    ["/etc/init.d/mysql restart", "systemctl restart mysql"],
    ["initctl start web", "systemctl start web"],
  ])("%s", (was, now) => {
    expect(given(`runcmd: ['${was}']`)).toEqual({ runcmd: [now] });
  });

  it("is left out where a step does it", () => {
    expect(
      given(
        "runcmd:",
        "- echo growing",
        "- pvcreate /dev/sdb",
        "- vgextend rootvol00 /dev/sdb",
        "- lvextend -l +100%FREE /dev/mapper/rootvol00-rootlvol00",
        "- resize2fs /dev/mapper/rootvol00-rootlvol00",
        "- pvcreate /dev/sdb1",
      ),
    ).toEqual({ runcmd: ["echo growing", "pvcreate /dev/sdb1"] });
  });

  it.each<[string, string]>([
    ["apt-key add -", "apt-key is gone"],
    ["sudo add-apt-repository -y ppa:x/y", "add-apt-repository is not on every image"],
    ["ifconfig eth0", "ifconfig and netstat are not installed"],
    ["python setup.py install", "there is no command python"],
    ["pip install docker-compose", "pip does not install"],
    [
      'sed -i "/StrictHostKeyChecking/s/^.*$/StrictHostKeyChecking no/" /etc/ssh/ssh_config',
      "ssh of the whole machine",
    ],
    ["cp -n /etc/ssh/ssh_host_rsa_key /home/ubuntu/.ssh/id_rsa", "the host's key becomes"],
    [
      'echo "mysql-server mysql-server/root_password password x" | debconf-set-selections',
      "packages of MySQL do not ask",
    ],
    ["cat /etc/init/web.conf", "nothing reads files of upstart"],
  ])("that no one successor has is told: %s", (command, message) => {
    const { warnings } = load(withConfig(`runcmd: ['${command.replaceAll("'", "''")}']`));
    expect(warnings[0]?.message).toContain(message);
    expect(warnings[0]?.hints.length).toBeGreaterThan(0);
  });

  it.each([
    "python3 x.py",
    "echo start",
    "systemctl restart docker",
    "service nginx restart",
    "start-stop-daemon x y",
    "/usr/bin/python3.11 x",
  ])("of today is left alone: %s", (command) => {
    expect(load(withConfig(`runcmd: ['${command}']`)).warnings).toEqual([]);
    expect(given(`runcmd: ['${command}']`)).toEqual({ runcmd: [command] });
  });
});

describe("what is translated", () => {
  const TEXT = withConfig(
    ...[
      "apt_update: true",
      "packages: [ntp, curl]",
      "power_state: {mode: reboot, delay: '+1'}",
      "runcmd: [restart docker]",
    ],
    ...["users: [{name: web, ssh-authorized-keys: [x]}]", "write_files: [{path: /home/ubuntu/x}]"],
  );

  /** What stands at the place of an edit, to the end of its line. */
  const textAt = (text: string, { at }: Edit) => text.split("\n")[at.line - 1]?.slice(at.column - 1);

  it("says which text of the plan would change", () => {
    const edits = load(TEXT).translations.flatMap((one) => one.edits);
    expect(edits.map(({ at: _, ...edit }) => edit)).toEqual([
      { kind: "rename", to: "package_update" },
      { kind: "rename", to: "ssh_authorized_keys" },
      { kind: "replace", value: 1 },
      { kind: "remove" },
      { kind: "add", top: true, key: "ntp", value: { enabled: true } },
      { kind: "add", top: false, key: "defer", value: true },
      { kind: "add", top: false, key: "owner", value: "ubuntu:ubuntu" },
      { kind: "replace", value: "systemctl restart docker" },
    ]);
    expect(edits.map((edit) => textAt(TEXT, edit))).toEqual([
      "apt_update: true",
      "ssh-authorized-keys: [x]}]",
      "'+1'}",
      "ntp, curl]",
      "ntp, curl]",
      "{path: /home/ubuntu/x}]",
      "{path: /home/ubuntu/x}]",
      "restart docker]",
    ]);
  });

  it("is said once, however many nodes inherit it", () => {
    const twice = TEXT.replace(/default: base\n {12}glue: \[internet 22\]\n {12}mysql: db\n/, (rest) =>
      rest.replace("glue:", "cloud-config: {packages: [php5]}\n            glue:"),
    );
    expect(load(twice).translations).toHaveLength(load(TEXT).translations.length + 1);
  });
});

const PLANS = resolve(__dirname, "../../../../shared/plans/merged");

describe("cloud-configs that others wrote", { tags: "needs/shared" }, () => {
  const files = existsSync(PLANS) ? readdirSync(PLANS).filter((name) => name.endsWith(".json")) : [];

  it.each(files)("of %s are translated once and for all", (file) => {
    const { userdata } = JSON.parse(readFileSync(join(PLANS, file), "utf8"));
    for (const { userdata: written } of userdata.filter((one: { userdata?: unknown }) => one.userdata)) {
      const [tree] = readDocuments("x.yaml", JSON.stringify({ written }), new Findings()) ?? [];
      for (const image of DEBIAN) {
        const once = new Translator(new Findings()).translate(get(tree, "written") as Mapping, image);
        const again = new Translator(new Findings());
        expect(again.translate(once, image)).toBe(once);
        expect(again.translations).toEqual([]);
      }
    }
  });
});
