// @module-tag unit
import { describe, expect, it } from "vitest";
import { expectErrors, expectWarnings, load } from "../trial";
import { given, withConfig } from "./trial-config";

describe("a form with which cloud-init does nothing", () => {
  it.each<[string, string]>([
    ["§runcmd: echo hello", '`runcmd` is "echo hello", where cloud-init takes a list'],
    ["§bootcmd: {a: b}", "`bootcmd` is a mapping, where cloud-init takes a list"],
    ["§write_files: {path: /a, content: b}", "`write_files` is a mapping, where cloud-init takes a list"],
    ["§apt: []", "`apt` is a list, where cloud-init takes a mapping"],
    ["§ntp: true", "`ntp` is true, where cloud-init takes a mapping"],
    ["§ssh_keys: x", '`ssh_keys` is "x", where cloud-init takes a mapping'],
    ["runcmd: [ls, §5]", "a command of `runcmd` is 5, with which cloud-init runs none of them"],
    ["runcmd: [§echo a: b]", "a command of `runcmd` is a mapping, with which cloud-init runs none of them"],
    ["write_files: [§content: b]", "a file of `write_files` has no path"],
    ["write_files: [§{content: b}]", "a file of `write_files` has no path"],
    ["write_files: [{§path: 5}]", "the path of a file is 5"],
    ["write_files: [{path: /a, content: §[b]}]", "the content of a file is a list"],
    ["§power_state: {delay: 1}", "`power_state` has no mode"],
    [
      "power_state: {mode: §poweroff}",
      '`power_state` has the mode "poweroff", after which no step could reach the node',
    ],
    ["hostname: §[a]", "`hostname` is a list"],
    ["§cloud_init_modules: [x]", "`cloud_init_modules` takes modules away that the first boot of a node needs"],
  ])("is an error at its line: %s", (line, message) => {
    expectErrors(withConfig(line), [message]);
  });

  it("is none where nothing is said, as in a list with a comment alone", () => {
    expect(load(withConfig("packages:", "apt:", "ntp: ~", "power_state:", "write_files:")).warnings).toEqual([]);
    expect(given("runcmd:", "  - # nothing yet", "  - ls")).toEqual({ runcmd: [null, "ls"] });
  });
});

describe("a host name", () => {
  it("that no machine takes is told", () => {
    expectWarnings(withConfig("hostname: §web_1"), [
      '`hostname` is "web_1", which is no host name: the machine does not take it',
    ]);
    expect(load(withConfig("hostname: '{{ node.name }}'")).warnings).toEqual([]);
    expect(load(withConfig("hostname: web-1.example.com")).warnings).toEqual([]);
  });
});

describe("an old form that cannot be translated whole", () => {
  it("is left as it is, and told", () => {
    for (const line of ["§apt_sources: [a]", "§apt_sources: {a: {source: b}}"]) {
      expectWarnings(withConfig(line), ["`apt_sources` is dropped without a word by a cloud-init of today"]);
    }
    expectWarnings(withConfig("§apt_mirror: http://mirror.example.com"), [
      "`apt_mirror` is dropped without a word by a cloud-init of today",
    ]);
    expectWarnings(withConfig("chpasswd: {§list: ['{{ all.secret }}']}"), [
      "`chpasswd: {list}` is an old form, and not all of it is a name, a colon and a password",
    ]);
    expect(given("chpasswd: {list: [a:b, c]}")).toEqual({ chpasswd: { list: ["a:b", "c"] } });
  });

  it("keeps all sources of one file", () => {
    expect(given("apt_sources: [{source: a, filename: x}, {source: b, filename: x}]")).toEqual({
      apt: { sources: { "x.list": { source: "a" }, "source-2.list": { source: "b" } } },
    });
  });

  it("says what an index of packages is updated for, by its old name, too", () => {
    const { warnings } = load(withConfig("apt_update: false"));
    expect(warnings.map(({ message }) => message).join("\n")).toContain(
      "the index of packages is updated all the same",
    );
  });

  it("gives octal digits for decimal ones", () => {
    const [warning] = load(withConfig("write_files: [{path: /a, permissions: 493}]")).warnings;
    expect(warning?.hints).toEqual(['write it as a text of octal digits: "0755"']);
  });

  it("tells of disks that would be taken from the root volume", () => {
    expectWarnings(withConfig("runcmd: [§mkfs.ext4 -F /dev/sdb, §vgcreate data /dev/sdb1]"), [
      "the node's disks are part of the root volume already, which a step grows by them",
      "the node's disks are part of the root volume already, which a step grows by them",
    ]);
  });
});
