// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

const LINE = "default: base\n            glue: [internet 22]\n            mysql: db\n";

/** The trial plan without a database, whose second node is another. */
const withNode = (...lines: readonly string[]) =>
  edited(
    ['replications: {db: {source: "EU6::master-sql", databases: {db01: }}}\n', ""],
    ["            mysql: {group: db}\n", ""],
    [LINE, `${["default: base", "glue: [internet 22]", ...lines].join("\n            ")}\n`],
  );
const WINDOWS = ["appliance: Win2012 R2 Std 2 CPU", "disks: [0 50]", "contextualise: never"];

describe("windows", () => {
  it("is a name and commands, with tokens", () => {
    const plan = load(
      withNode(...WINDOWS, "windows: {hostname: '{{ location.id }}', cmds: [net user, 'echo {{ node.ipv6 }}']}"),
    );
    expect(nodeOf(plan, "slave-sql").windows).toMatchObject({
      hostname: "NA9",
      commands: [{ parts: ["net user"] }, { parts: ["echo ", { kind: "node", attribute: "ipv6" }] }],
    });
  });

  it("says nothing without a value", () => {
    expect(load(withNode("windows:")).warnings).toEqual([]);
  });

  it("is refused where it is not that", () => {
    expectErrors(withNode(...WINDOWS, "windows: {hostname: §a_b, §command: x}"), [
      "no name of a Windows machine",
      "`windows` knows no `command`",
    ]);
  });

  it("does nothing on another image", () => {
    expectWarnings(withNode("§windows: {cmds: [dir]}"), [
      '`windows` does nothing on image "Ubuntu 22.04 64-bit 2 CPU"',
    ]);
  });
});

describe("what a cloud-config does not get", () => {
  it("is told at its line", () => {
    expectWarnings(
      withNode(
        "cloud-config:",
        "  §ssh_deletekeys: true",
        "  §manage_etc_hosts: true",
        "  §package_update: false",
        "  ssh_keys: {§ed25519_private: x, rsa_private: y}",
      ),
      [
        "host keys are not deleted: connections pin the one that Terraform made",
        "/etc/hosts is not written anew at each boot, which would lose names of other nodes; its own name is kept",
        "the index of packages is updated all the same: the node's own packages need it",
        "the host key of type Ed25519 is the one that Terraform made and all connections pin",
      ],
    );
  });
});
