// @module-tag unit

import { expect, it } from "vitest";
import {
  seedAuthorizedKeys,
  seedDump,
  seedKnownHosts,
  seedSudoers,
  serveSeed,
} from "../../../templates/mysql/seed-access";
import { namesIn, value } from "../values";

const members = [
  { name: "slave-sql", ipv6: value("slave_ipv6"), publicKey: value("slave_key"), hostKey: value("slave_host_key") },
  { name: "second-sql", ipv6: value("second_ipv6"), publicKey: value("second_key"), hostKey: value("second_host_key") },
];

it("a member's key is good from its address, for its own dump, and for nothing else", () => {
  const lines = seedAuthorizedKeys({ members }).text.trimEnd().split("\n").slice(1);
  expect(lines).toEqual([
    'restrict,from="${slave_ipv6}",command="/usr/local/lib/plumbline/serve-seed slave-sql" ${slave_key} slave-sql',
    'restrict,from="${second_ipv6}",command="/usr/local/lib/plumbline/serve-seed second-sql" ${second_key} second-sql',
  ]);
});

it("what runs as root is named word by word", () => {
  const lines = seedSudoers({ members }).text.trimEnd().split("\n").slice(1);
  expect(lines).toEqual(
    ["survey", "take slave-sql", "remove slave-sql", "take second-sql", "remove second-sql"].map(
      (words) => `plumbline-seed ALL=(root) NOPASSWD: /usr/local/lib/plumbline/seed-dump ${words}`,
    ),
  );
});

it("without other members nobody fetches a dump", () => {
  expect(seedAuthorizedKeys({ members: [] }).text).not.toContain("restrict");
  expect(seedSudoers({ members: [] }).text).not.toMatch(/take|remove/);
});

it("host keys of the others are pinned under the names that they are called by", () => {
  const file = seedKnownHosts({ members });
  expect(file.text.split("\n").slice(1)).toEqual(["slave-sql ${slave_host_key}", "second-sql ${second_host_key}", ""]);
  expect(namesIn(file)).toEqual(["second_host_key", "slave_host_key"]);
});

it("both programs are uploaded as they are", () => {
  for (const file of [serveSeed(), seedDump()]) {
    expect(file.name).not.toMatch(/tftpl$/);
    expect(file.text).toMatch(/^#!\/bin\/bash\n/);
  }
});

it("names that would mean something in these files, and names that are there twice, are refused", () => {
  for (const name of ["", "a b", "a,b", 'a"b', "-a", "a\nb", "*"]) {
    const odd = [{ name, ipv6: value("i"), publicKey: value("k"), hostKey: value("h") }];
    expect(() => seedAuthorizedKeys({ members: odd })).toThrow(`"${name}" is no host name`);
    expect(() => seedSudoers({ members: odd })).toThrow(`"${name}" is no host name`);
    expect(() => seedKnownHosts({ members: odd })).toThrow(`"${name}" is no host name`);
  }
  expect(() => seedAuthorizedKeys({ members: [...members, ...members] })).toThrow("two members are named slave-sql");
});
