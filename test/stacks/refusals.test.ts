// @module-tag unit
// What only constructs can tell is told at its place in the plan; names and ranges that come near each other stay apart.

import { describe, expect, it } from "vitest";
import { MysqlReplication } from "../../constructs/mysql/replication";
import { Network } from "../../constructs/network/network";
import { Disk } from "../../constructs/node/disk";
import { Port } from "../../constructs/words/port";
import { Size } from "../../constructs/words/size";
import { Refusal } from "../../platform/refusal";
import { FittingsStack } from "../../stacks/fittings-stack";
import { nodeIn, oneNetwork, refused, scratch, synthesize } from "../constructs/synthesized";
import { edited, expectErrors, load } from "../plan/trial";
import { WORDS_OF_OTHERS } from "./names";

const build = (text: string) => synthesize((app) => new FittingsStack(app, load(text), "contextualised"));
const another = (name: string) =>
  edited(["        - master-sql:\n", `        - ${name}: {default: base}\n        - master-sql:\n`]);

describe("names of nodes", () => {
  it.each([
    "master-sql-admin",
    "master-sql-nat",
    "master-sql-boot",
    "operators",
    "master-sql-host-key",
  ])("may be %s, whatever a node or a location has of its own", (name) => {
    expect(Object.keys(build(another(name)).terraform.resource.ddcloud_server)).toContain(
      `EU6_${name.replaceAll("-", "_")}`,
    );
  });

  it.each(WORDS_OF_OTHERS)("are not %s, which means something else to constructs", (name) => {
    expectErrors(another(`§${name}`), [`a node cannot be called ${name}: the name means something else`]);
    const { network, domain } = oneNetwork(scratch());
    expect(refused(() => nodeIn(network, name))).not.toBe("");
    expect(refused(() => new Network(domain, name, { ipv4: "10.9.0.0/24" }))).not.toBe("");
  });

  it("never make a name of the platform's own firewall rules", () => {
    const { terraform } = build(another("CCDEFAULT").replace("CCDEFAULT: {", "CCDEFAULT: {glue: [internet 80], "));
    expect(terraform.resource.ddcloud_firewall_rule.EU6_CCDEFAULT_tcp_80.name).toBe("_CCDEFAULT.tcp_80");
  });
});

it("keeps client ranges apart that differ in where their zeros are", () => {
  const ranges = ["1::2/128", "1:2::/128", "1::2:0:3/128", "1:0:2::3/128"];
  const member = `{group: db, clients: ${JSON.stringify(ranges)}}`;
  const { terraform, files } = build(edited(["{db01: }", "{db01: }, users: {app: ALL}"], ["{group: db}", member]));
  const rules: { source_network?: string }[] = Object.values(terraform.resource.ddcloud_firewall_rule);
  expect(rules.flatMap(({ source_network }) => source_network ?? []).sort()).toEqual([...ranges].sort());
  const accepted = files["nodes/EU6/master-sql/configure/firewall.nft.tftpl"]?.match(/(?<=ip6 saddr )[\d:/]+/g) ?? [];
  expect([...accepted].sort()).toEqual([...ranges].sort());
});

it("gives a user called like something of every object a password of the first generation", () => {
  const users = "{db01: }, users: {constructor: ALL, toString: ALL}";
  const { terraform } = build(edited(["{db01: }", users]));
  expect(terraform.resource.random_password.replication_db_user_constructor.keepers.generation).toBe("1");
});

it("tells at the location that it needs more firewall rules than the platform takes", () => {
  const ports = Array.from({ length: 251 }, (_, index) => index + 1000).join(" ");
  const text = another("web[1..4]")
    .replace("web[1..4]: {", `web[1..4]: {glue: ["internet ${ports}"], `)
    .replace("ipv4: 4", "ipv4: auto")
    .replace("locationId: EU6", "locationId: §EU6");
  expectErrors(text, [
    ["network domain Trial at EU6 needs 1008 firewall rules; it takes 1000", "open ranges of ports"],
  ]);
});

it("refuses in constructs what a plan could not say, without a stack trace", () => {
  expect(() => Port.tcp(0)).toThrow(Refusal);
  expect(() => Size.gigabytes(1.5)).toThrow(Refusal);
  expect(() => Disk.standard(Size.gigabytes(9))).toThrow(Refusal);
  const { stack, network } = oneNetwork(scratch());
  const node = nodeIn(network, "db");
  const wrong = (id: string) => () =>
    new MysqlReplication(stack, id, {
      members: [{ node, settings: { read_only: "1", "a b": "x", max_connections: "1#2" }, reseed: "$(x)" }],
      source: node,
      database: "sys",
      users: [
        { name: "event_scheduler", rights: ["ALL"] },
        { name: "o'brien", rights: [] },
      ],
    });
  expect(refused(wrong("once"))).not.toBe("");
  for (const part of ["sys", "event_scheduler", "o'brien", "read_only", '"a b"', "max_connections", "reseed"]) {
    expect(refused(wrong(`for ${part}`))).toMatch(part);
  }
});
