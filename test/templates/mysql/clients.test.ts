// @module-tag tools
// @module-tag needs/python3

import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientHosts, mysqlClients } from "../../../templates/mysql/clients";
import { populateFiles } from "../../../templates/mysql/populate";
import { known, namesIn, value } from "../values";

/** Hosts of accounts for the ranges, one run of the real program. */
function hosts(...ranges: readonly string[]) {
  const { stdout, stderr, status } = spawnSync("python3", ["-c", clientHosts().text], {
    input: mysqlClients(ranges.map(known)).text,
    encoding: "utf8",
  });
  return { hosts: stdout.split("\n").slice(0, -1), stderr, status };
}

it("a range is known at apply, or now", () => {
  const file = mysqlClients([value("web_ipv6"), known("2001:db8:c::/48")]);
  expect(file.text.split("\n").slice(1)).toEqual(["${web_ipv6}", "2001:db8:c::/48", ""]);
  expect(namesIn(file)).toEqual(["web_ipv6"]);
});

it("what fills the database is the plan's text, to the byte", () => {
  const bytes = Buffer.from([...Buffer.from("INSERT INTO t VALUES ('${a}', '%{b}', _binary '"), 0xff, 0x00, 0x27]);
  expect(populateFiles({ path: "a.sql", bytes })[0]).toMatchObject({ name: "source/populate.sql", bytes });
});

describe("hosts of clients", () => {
  it("match both ways in which zeros at a range's end are written", () => {
    expect(hosts("2001:0DB8:000A:0::/64").hosts).toEqual(["2001:db8:a:0:%", "2001:db8:a::%"]);
    expect(hosts("2607:f480:111:1575::/64").hosts).toEqual(["2607:f480:111:1575:%"]);
  });

  it("are one address for a single machine", () => {
    expect(hosts("2001:0db8:0:0::10/128").hosts).toEqual(["2001:db8::10"]);
  });

  it("are each once, where ranges meet", () => {
    expect(hosts("2001:db8:1::/48", "2001:db8:1::/48").hosts).toEqual(["2001:db8:1:%"]);
  });

  it("are none without ranges", () => {
    expect(hosts()).toMatchObject({ hosts: [], status: 0 });
  });

  it("are said to be wider than the range where the text cannot tell", () => {
    expect(hosts("fd00:0:0:1::/64").stderr).toContain("cannot be told from its neighbours");
    expect(hosts("2001:db8::/64").stderr).toBe("");
  });

  it("are refused for other prefixes, for IPv4 and for what is no range, all at once", () => {
    const { stderr, status } = hosts("2001:db8::/60", "10.0.0.0/8", "here", "2001:db8::1/64");
    expect(status).toBe(1);
    for (const range of ["2001:db8::/60", "10.0.0.0/8", "here", "2001:db8::1/64"]) {
      expect(stderr).toContain(range);
    }
  });

  it("match every address of the range and no other, as the C library writes them", () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 0xffff }));
    const samples = fc.sample(
      fc.record({
        groups: fc.array(group, { minLength: 8, maxLength: 8 }),
        others: fc.array(fc.array(group, { minLength: 8, maxLength: 8 }), { minLength: 20, maxLength: 20 }),
        size: fc.integer({ min: 1, max: 7 }),
      }),
      { numRuns: 60, seed: 1 },
    );
    const text = (groups: readonly number[]) => groups.map((one) => one.toString(16)).join(":");
    const cases = samples.map(({ groups, others, size }) => {
      const prefix = groups.slice(0, size);
      const outside = others.filter((other) => other.slice(0, size).some((one, at) => one !== prefix[at]));
      return {
        range: `${text([...prefix, ...Array(8 - size).fill(0)])}/${size * 16}`,
        // the range's groups, then the others' own
        inside: others.map((other) => text([...prefix, ...other.slice(size)])),
        // what differs somewhere in the range's groups
        outside: outside.map(text),
      };
    });
    const spelled = spelling(cases.flatMap(({ inside, outside }) => [...inside, ...outside]));
    for (const { range, inside, outside } of cases) {
      const found = hosts(range);
      const matches = (address: string) =>
        found.hosts.some((host) => (spelled.get(address) ?? "").startsWith(host.slice(0, -1)));
      for (const address of inside) {
        expect(matches(address), `${address} of ${range}: ${found.hosts}`).toBe(true);
      }
      if (found.stderr !== "") {
        continue;
      }
      for (const address of outside) {
        expect(matches(address), `${address} not of ${range}: ${found.hosts}`).toBe(false);
      }
    }
  });
});

/** How the C library writes addresses, by way of Python's socket module. */
function spelling(addresses: readonly string[]): ReadonlyMap<string, string> {
  const program = `import socket, sys
for line in sys.stdin:
    print(socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, line.strip())))`;
  const { stdout } = spawnSync("python3", ["-c", program], { input: addresses.join("\n"), encoding: "utf8" });
  const lines = stdout.split("\n");
  return new Map(addresses.map((address, index) => [address, lines[index] ?? ""]));
}
