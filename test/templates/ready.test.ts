// @module-tag tools

import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { readyFile } from "../../templates/ready";
import { filled } from "./namespace-node";
import { namesIn, value } from "./values";

it("is read by bash as what it was made from", () => {
  const file = readyFile({
    name: "master-sql",
    loginUser: "debian",
    peers: [
      { name: "slave-sql", ipv6: value("slave") },
      { name: "second-sql", ipv6: value("second") },
    ],
    ntp: true,
    disksGb: 60,
  });
  expect(file.name).toBe("ready/expectations.tftpl");
  expect(namesIn(file)).toEqual(["second", "slave"]);
  const text = filled(file, { slave: "2001:db8:b::1", second: "2001:db8:c::1" });
  const print = `${text}\necho "$name $login_user $root_gigabytes $clock_synchronised \${peers[*]}"`;
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-euc", print], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toBe("master-sql debian 60 yes slave-sql=2001:db8:b::1 second-sql=2001:db8:c::1\n");
});

it("needs no Terraform for a node without peers", () => {
  const file = readyFile({ name: "alone", loginUser: "ubuntu", peers: [], ntp: false, disksGb: 10 });
  expect(file.name).toBe("ready/expectations");
  expect(namesIn(file)).toEqual([]);
  expect(file.text).toContain("clock_synchronised=no\n");
  expect(spawnSync("bash", ["--norc", "-euc", `${file.text}\necho "\${#peers[@]}"`], { encoding: "utf8" }).stdout).toBe(
    "0\n",
  );
});
