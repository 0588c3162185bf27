// @module-tag unit
import { describe, expect, it } from "vitest";
import { diagnose, edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";
import { plainStructure } from "./structure";
import { given, withConfig } from "./trial-config";

describe("cloud-config", () => {
  it("is nothing where the plan says nothing of it", () => {
    expect(nodeOf(load(edited()), "master-sql").cloudConfig).toBeUndefined();
  });

  it("keeps its structure, with tokens in any text", () => {
    expect(
      given("hostname: '{{ node.name }}'", "runcmd: [[echo, '{{ NA9::slave-sql.ipv6 }}', 5], {{ x.secret }}]"),
    ).toEqual({
      hostname: "master-sql",
      runcmd: [["echo", "<ipv6:slave-sql@NA9>", 5], "<secret:x>"],
    });
  });

  it("has values as YAML 1.1 has them, which PyYAML reads", () => {
    expect(given("a: [0400, '0400', 0o755, yes, Off, 12:30:00, 1_000, ~, 1e3, 2015-11-01, =]")).toEqual({
      a: [256, "0400", "0o755", true, false, 45000, 1000, null, "1e3", "2015-11-01", "="],
    });
  });

  it("says where each text stands", () => {
    const { cloudConfig } = nodeOf(load(withConfig("hostname: web")), "master-sql");
    expect(cloudConfig?.tree.get("hostname")).toMatchObject({ at: { line: 21, column: 25 } });
    expect(cloudConfig?.at.origins("hostname")).toMatchObject([{ line: 21, column: 25 }]);
  });

  it("takes what all nodes have, then what the class has, then the node's", () => {
    const text = withConfig("packages: [of-node]", "hostname: node", "ssh_pwauth:", "a: {x: 3}")
      .replace(
        "defaults:\n",
        "defaults:\n  cloud-config: {packages: [of-all], hostname: all, ssh_pwauth: true, a: {x: 1, y: 1}}\n",
      )
      .replace(
        "    memory: 4\n",
        "    memory: 4\n    cloud-config: {packages: [of-class], hostname: class, a: {x: 2, z: 2}}\n",
      );
    const plan = load(text);
    expect(plainStructure(nodeOf(plan, "master-sql").cloudConfig?.tree ?? null)).toEqual({
      packages: ["of-all", "of-class", "of-node"],
      hostname: "node",
      ssh_pwauth: true,
      a: { x: 3, y: 1, z: 2 },
    });
    expect(plainStructure(nodeOf(plan, "slave-sql").cloudConfig?.tree ?? null)).toEqual({
      packages: ["of-all", "of-class"],
      hostname: "class",
      ssh_pwauth: true,
      a: { x: 2, y: 1, z: 2 },
    });
  });

  it("is not done where no step runs, which is told", () => {
    const text = withConfig("hostname: web")
      .replace("            mysql: {group: db}\n", "            contextualise: never\n")
      .replace('{db: {source: "EU6::master-sql"', '{§db: {source: "NA9::slave-sql"')
      .replace("cloud-config:", "§cloud-config:");
    const plan = expectWarnings(text, [
      "the replication db has no replica: NA9::slave-sql is its only member",
      "the cloud-config does nothing on a node on which no step runs",
    ]);
    expect(nodeOf(plan, "master-sql").cloudConfig).toBeUndefined();
  });
});

describe("what cloud-init cannot be told", () => {
  it("is refused at its place", () => {
    expectErrors(withConfig("§yes: 1", "a: {§22: x, §~: y, '23': z}", "b: §.inf", "c: §12345678901234567890"), [
      ["the key `yes` is no text to cloud-init, but yes", 'put it in quotes: "yes":'],
      "the key `22` is no text to cloud-init, but 22",
      "the key `~` is no text to cloud-init, but nothing",
      [".inf is no number that a node can be given", "put it in quotes"],
      ["12345678901234567890 has more digits than can be kept", "put it in quotes"],
    ]);
    expectErrors(withConfig("a: !!binary §aGVsbG8=", "b: !secret §x", "c: !!set §{x, y}"), [
      ["the tag !!binary makes what no cloud-config can say", "encoding: b64"],
      "the tag !secret makes what no cloud-config can say",
      "the tag !!set makes what no cloud-config can say",
    ]);
    expectErrors(withConfig("a: 1", "§a: 2"), ["the key `a` is there twice"]);
    expectErrors(withConfig('a: §"\\x07"'), ["the text holds the control character U+0007"]);
    expectErrors(withConfig("§'{{ node.ipv6 }}': 1"), ["a key holds what is known only when the node stands"]);
    expectErrors(edited(["default: base\n", "default: base\n            §cloud-config: [a]\n"]), [
      ["`cloud-config` is not a mapping", "packages and runcmd"],
    ]);
  });

  it("is told where it becomes something else", () => {
    expectWarnings(withConfig("version: §1.0"), ["1.0 reaches the node as the whole number 1"]);
  });

  it("holds keys with tokens that are known", () => {
    expect(given("'{{ node.name }}': 1", `'{{ "{{ x }}" }}': 2`)).toEqual({ "master-sql": 1, "{{ x }}": 2 });
  });

  it("tells tokens that mean nothing, and how to write text that looks like one", () => {
    expectErrors(withConfig("runcmd: [\"docker ps --format '{{§.Names}}'\"]"), [
      ['the token ".Names" names nothing', '{{ "{{ .Names }}" }}'],
    ]);
    expect(diagnose(withConfig("a: '{{ nobody.public }}'"))).toHaveLength(1);
  });
});
