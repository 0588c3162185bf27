// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

const withClients = (clients: string) =>
  edited(["{db01: }", "{db01: }, users: {app: ALL}"], ["{group: db}", `{group: db, clients: ${clients}}`]);
const clientsOf = (clients: string) => nodeOf(load(withClients(clients)), "master-sql").mysql?.clients;

describe("clients", () => {
  it("are networks of the plan", () => {
    expect(clientsOf("[databases, NA9::databases, na::NA9::databases]")).toEqual([
      { network: "EU6::databases" },
      { network: "NA9::databases" },
    ]);
  });

  it("are IPv6 ranges, in canonical form and each once", () => {
    expect(clientsOf("['2001:DB8:0012::/48', '2001:db8:12::/48', '2001:db8::/32']")).toEqual([
      { cidr: "2001:db8:12::/48" },
      { cidr: "2001:db8::/32" },
    ]);
  });

  it("may be those of any member", () => {
    const text = edited(["mysql: db\n", "mysql: {group: db, clients: databases}\n"]);
    expect(nodeOf(load(text), "slave-sql").mysql).toMatchObject({ clients: [{ network: "NA9::databases" }] });
  });

  it.each([
    ["NA9::database", 'unknown network "database" in `clients`'],
    ["10.0.0.0/8", 'the client "10.0.0.0/8" is no IPv6 range'],
    ["192.0.2.7", "the client 192.0.2.7 is an address"],
    ["2001:db8::7", "the client 2001:db8::7 is an address"],
    ["2001:db8::/129", 'the client "2001:db8::/129" is no IPv6 range'],
    ["2001:db8::/40", "the client 2001:db8::/40 has a prefix of 40 bits; MySQL matches whole groups of 16"],
    ["::/0", "the client ::/0 has a prefix of 0 bits; MySQL matches whole groups of 16"],
    ["2001:db8::1/64", "the client 2001:db8::1/64 is no range: bits behind its prefix are set"],
  ])("are nothing else: %s", (client, message) => {
    expectErrors(withClients(`[§"${client}"]`), [message]);
  });

  it("have an account to connect as, or else it is odd", () => {
    expectWarnings(edited(["{group: db}", "{group: db, clients: §databases}"]), [
      "clients may connect but db has no `users` to connect as",
    ]);
  });
});
