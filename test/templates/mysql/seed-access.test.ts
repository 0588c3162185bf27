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

const replicas = [
  { name: "slave-sql", ipv6: value("slave_ipv6"), publicKey: value("slave_key") },
  { name: "second-sql", ipv6: value("second_ipv6"), publicKey: value("second_key") },
];

it("a replica's key is good from its address, for its own dump, and for nothing else", () => {
  const lines = seedAuthorizedKeys({ replicas }).text.trimEnd().split("\n").slice(1);
  expect(lines).toEqual([
    'restrict,from="${slave_ipv6}",command="/usr/local/lib/plumbline/serve-seed slave-sql" ${slave_key} slave-sql',
    'restrict,from="${second_ipv6}",command="/usr/local/lib/plumbline/serve-seed second-sql" ${second_key} second-sql',
  ]);
});

it("what runs as root is named word by word", () => {
  const lines = seedSudoers({ replicas }).text.trimEnd().split("\n").slice(1);
  expect(lines).toEqual(
    ["survey", "take slave-sql", "remove slave-sql", "take second-sql", "remove second-sql"].map(
      (words) => `plumbline-seed ALL=(root) NOPASSWD: /usr/local/lib/plumbline/seed-dump ${words}`,
    ),
  );
});

it("without replicas nobody fetches a dump", () => {
  expect(seedAuthorizedKeys({ replicas: [] }).text).not.toContain("restrict");
  expect(seedSudoers({ replicas: [] }).text).not.toMatch(/take|remove/);
});

it("the source's host key is pinned under the name that replicas use", () => {
  const file = seedKnownHosts({ source: "master-sql", hostKey: value("master_host_key") });
  expect(file.text).toBe("master-sql ${master_host_key}\n");
  expect(namesIn(file)).toEqual(["master_host_key"]);
});

it("both programs are uploaded as they are", () => {
  for (const file of [serveSeed(), seedDump()]) {
    expect(file.name).not.toMatch(/tftpl$/);
    expect(file.text).toMatch(/^#!\/bin\/bash\n/);
  }
});

it("names that would mean something in these files, and names that are there twice, are refused", () => {
  for (const name of ["", "a b", "a,b", 'a"b', "-a", "a\nb", "*"]) {
    const odd = [{ name, ipv6: value("i"), publicKey: value("k") }];
    expect(() => seedAuthorizedKeys({ replicas: odd })).toThrow(`"${name}" is no host name`);
    expect(() => seedSudoers({ replicas: odd })).toThrow(`"${name}" is no host name`);
    expect(() => seedKnownHosts({ source: name, hostKey: value("k") })).toThrow(`"${name}" is no host name`);
  }
  expect(() => seedAuthorizedKeys({ replicas: [...replicas, ...replicas] })).toThrow(
    "two replicas are named slave-sql",
  );
});
