// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, checkSystem } from "../../../commands/verification/system";
import { factsOf } from "./facts";

const GB = 2 ** 30;
const EXPECTED = {
  disks: [
    { unit: 0, gigabytes: 10 },
    { unit: 1, gigabytes: 50 },
  ],
  peers: [{ name: "slave-sql", ipv6: "2001:db8:b:0:0:0:0:9" }],
};
const GOOD = {
  disk: [`0 ${10 * GB} `, `1 ${50 * GB} rootvol00`],
  root_device: "/dev/mapper/rootvol00-rootlvol00",
  root_type: "lvm",
  root_group: "rootvol00",
  root_bytes: `${57 * GB}`,
  firewall: "policy drop",
  updates: "known",
  held: "mysql-server mysql-client",
  kernel: "5.15.0-9-generic",
  newest_kernel: "5.15.0-9-generic",
  clock_client: "chrony",
  clock_synchronised: "yes",
  clock_server: "ntp.example.com",
  "peer slave-sql address": "2001:db8:b::9",
  "peer slave-sql answer": "echo",
};

const failing = (changes: Parameters<typeof factsOf>[0], expected: Parameters<typeof checkSystem>[0] = EXPECTED) =>
  checkSystem(expected, factsOf({ ...GOOD, ...changes }))
    .filter(({ holds }) => !holds)
    .map(({ topic, what, found }) => `${topic} ${what}: ${found}`);

describe("a node", () => {
  it("that is as it must be passes", () => {
    expect(failing({})).toEqual([]);
  });

  it.each([
    [
      "a disk that is not there",
      { disk: [`0 ${10 * GB} `] },
      ["disks disk at SCSI unit 1: nothing", "file-system volume group of /: the disks at units -"],
    ],
    [
      "a disk that is smaller",
      { disk: [`0 ${10 * GB} `, `1 ${20 * GB} rootvol00`] },
      ["disks disk at SCSI unit 1: 20 GB"],
    ],
    [
      "a disk in another volume group",
      { disk: [`0 ${10 * GB} `, `1 ${50 * GB} data`] },
      ["file-system volume group of /: the disks at units -"],
    ],
    [
      "a disk that nothing uses",
      { disk: [`0 ${10 * GB} `, `1 ${50 * GB} `] },
      ["file-system volume group of /: the disks at units -"],
    ],
    ["a root that did not grow", { root_bytes: `${9 * GB}` }, ["file-system root file system: 9 GB"]],
    ["a root on a partition", { root_type: "part", root_device: "/dev/sda1" }, ["file-system device of /: /dev/sda1"]],
    ["no firewall", { firewall: "" }, ["firewall node's own firewall: no rules in force"]],
    [
      "updates",
      { upgradable: ["a", "b", "c", "d", "e", "f"] },
      ["updates packages: 6 to upgrade: a, b, c, d, e and 1 more"],
    ],
    [
      "an apt that is broken",
      { updates: "E: unmet dependencies" },
      ["updates packages: apt cannot say: E: unmet dependencies"],
    ],
    ["an older kernel", { kernel: "5.15.0-8-generic" }, ["updates running kernel: 5.15.0-8-generic"]],
    [
      "a clock that is off",
      { clock_synchronised: "no" },
      ["clock clock: not synchronised by chrony with ntp.example.com"],
    ],
    [
      "no client of the clock",
      { clock_client: "none", clock_synchronised: "" },
      ["clock clock: no client runs (chrony, systemd-timesyncd, ntpsec)"],
    ],
    [
      "a name that leads elsewhere",
      { "peer slave-sql address": "2001:db8:b::8" },
      ["peers address of slave-sql: 2001:db8:b::8"],
    ],
    ["a peer that is silent", { "peer slave-sql answer": "nothing" }, ["peers slave-sql over IPv6: no answer"]],
  ])("with %s does not", (_, changes, found) => {
    expect(failing(changes as Parameters<typeof factsOf>[0])).toEqual(found);
  });

  it("whose kernel comes from outside has none to be newer", () => {
    expect(failing({ newest_kernel: "" })).toEqual([]);
  });

  it("without further disks and peers is held to what it has", () => {
    const plain = { disks: [{ unit: 0, gigabytes: 10 }], peers: [] };
    expect(failing({ root_type: "part", root_bytes: `${7 * GB}` }, plain)).toEqual([]);
    expect(checkSystem(plain, factsOf(GOOD)).some(({ topic }) => topic === "peers")).toBe(false);
  });
});

it("an IPv6 address is compared as what it means, not as it is written", () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  fc.assert(
    fc.property(fc.tuple(group, group, group, group, group, group, group, group), (groups) => {
      const spelled = groups.map((one) => one.toString(16).padStart(4, "0").toUpperCase()).join(":");
      expect(canonical(spelled)).toBe(canonical(groups.map((one) => one.toString(16)).join(":")));
      expect(canonical(canonical(spelled))).toBe(canonical(spelled));
    }),
  );
  expect(canonical("nothing")).toBe("nothing");
});
