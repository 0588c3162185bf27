// @module-tag unit

import { expect, it } from "vitest";
import { hostsFile } from "../../templates/hosts";
import { value } from "./values";

it("names the node itself and its peers, each by the variable of its IPv6 address", () => {
  const file = hostsFile({
    self: { name: "master-sql", ipv6: value("eu6_master_sql_ipv6") },
    peers: [{ name: "slave-sql", ipv6: value("na9_slave_sql_ipv6") }],
  });
  expect(file).toEqual({
    name: "configure/hosts.tftpl",
    target: "/etc/hosts",
    text: "${eu6_master_sql_ipv6} master-sql\n${na9_slave_sql_ipv6} slave-sql\n",
    values: [value("eu6_master_sql_ipv6"), value("na9_slave_sql_ipv6")],
  });
});
