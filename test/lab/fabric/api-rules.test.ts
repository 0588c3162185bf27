// @module-tag unit
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { fabricRules } from "../../../lab/fabric/api-rules";
import { allowsInbound } from "../../../lab/fabric/rules";
import { deployDomain, type Lab, startLab } from "../cloud/client";

type Json = Record<string, unknown>;

const ANY = { ip: { address: "ANY" } };

/** A rule as the API's JSON shows it. */
function shown(change: Json = {}): Json {
  return {
    id: "r1",
    datacenterId: "NA9",
    name: "sql.tcp3306",
    action: "ACCEPT_DECISIVELY",
    ipVersion: "IPV6",
    protocol: "TCP",
    source: { ip: { address: "2001:db8:64:a:0:0:0:7" } },
    destination: { ip: { address: "2001:db8:65:b:0:0:0:0", prefixSize: 64 }, port: { begin: 3306 } },
    enabled: true,
    state: "NORMAL",
    networkDomainId: "na",
    ruleType: "CLIENT_RULE",
    ...change,
  };
}

function addressList(change: Json = {}): Json {
  return {
    id: "l1",
    datacenterId: "NA9",
    networkDomainId: "na",
    name: "operators",
    description: "",
    ipVersion: "IPV4",
    ipAddress: [{ begin: "192.0.2.0", prefixSize: 24 }, { begin: "198.51.100.7" }],
    childIpAddressList: [],
    state: "NORMAL",
    createTime: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

function portList(change: Json = {}): Json {
  return {
    id: "p1",
    datacenterId: "NA9",
    networkDomainId: "na",
    name: "web",
    description: "",
    port: [{ begin: 80 }, { begin: 8000, end: 8010 }],
    childPortList: [],
    state: "NORMAL",
    createTime: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}

describe("the API's firewall rules", () => {
  it("become rules of the fabric, in their order", () => {
    const from = 0x20010db80064000a0000000000000007n;
    const to = 0x20010db80065000b0000000000000000n;
    const [first, second] = fabricRules([
      shown(),
      shown({ id: "r2", name: "drop", action: "DROP", protocol: "IP", destination: ANY }),
    ]);
    expect(first).toEqual({
      id: "r1",
      name: "sql.tcp3306",
      networkDomainId: "na",
      action: "accept",
      ipVersion: 6,
      protocol: "tcp",
      source: { addresses: [{ first: from, last: from }], ports: undefined },
      destination: { addresses: [{ first: to, last: to + 2n ** 64n - 1n }], ports: [{ first: 3306, last: 3306 }] },
    });
    expect(second).toMatchObject({
      action: "drop",
      protocol: "ip",
      destination: { addresses: "any", ports: undefined },
    });
  });

  it("may have fields without a value, as the cloud has them in memory", () => {
    const side = { ip: { address: "ANY", prefixSize: undefined }, ipAddressList: undefined, port: undefined };
    const [rule] = fabricRules([shown({ source: { ...side, portList: undefined } })]);
    expect(rule?.source).toEqual({ addresses: "any", ports: undefined });
  });

  it("know the platform's own rules", () => {
    const byDefault = shown({
      name: "CCDEFAULT.DenyExternalInboundIPv6",
      action: "DROP",
      protocol: "IP",
      source: { ip: { address: "EXTERNAL_IPV6" } },
      destination: ANY,
      ruleType: "DEFAULT_RULE",
    });
    expect(fabricRules([byDefault])).toMatchObject([{ source: { addresses: "external" }, action: "drop" }]);
  });

  it.each([
    ["that are switched off", { enabled: false }, 0],
    ["that are being added", { state: "PENDING_ADD" }, 0],
    ["that could not be added", { state: "FAILED_ADD" }, 0],
    ["that are being changed", { state: "PENDING_CHANGE" }, 1],
    ["that are being deleted", { state: "PENDING_DELETE" }, 1],
  ])("in force: those %s", (_, change, count) => {
    expect(fabricRules([shown(change)])).toHaveLength(count);
  });

  it("take lists for what they hold, lists in lists included", () => {
    const rule = shown({
      ipVersion: "IPV4",
      source: { ipAddressList: { id: "l1", name: "operators" } },
      destination: { ...ANY, portList: { id: "p1", name: "web" } },
    });
    const children = [{ id: "l2", name: "more" }];
    const lists = [
      addressList({ childIpAddressList: children }),
      addressList({
        id: "l2",
        ipAddress: [{ begin: "203.0.113.1", end: "203.0.113.9" }],
        childIpAddressList: [{ id: "l1" }],
      }),
    ];
    const ports = [
      portList({ childPortList: [{ id: "p2" }] }),
      portList({ id: "p2", port: [{ begin: 443, end: null }] }),
    ];
    const rules = fabricRules([rule], lists, ports);
    const allows = (source: string, port: number) =>
      allowsInbound(rules, { ipVersion: 4, protocol: "tcp", source, destination: "203.0.113.99", port });
    expect(allows("192.0.2.255", 8010)).toBe(true);
    expect(allows("198.51.100.7", 80)).toBe(true);
    expect(allows("203.0.113.5", 443)).toBe(true);
    expect(allows("198.51.100.8", 80)).toBe(false);
    expect(allows("203.0.113.10", 80)).toBe(false);
    expect(allows("192.0.2.1", 81)).toBe(false);
  });

  it("take an empty list for nothing, never for everything", () => {
    const rule = shown({ ipVersion: "IPV4", source: { ipAddressList: { id: "l1" } }, destination: ANY });
    const rules = fabricRules([rule], [addressList({ ipAddress: [] })]);
    expect(rules).toMatchObject([{ source: { addresses: [] } }]);
    expect(
      allowsInbound(rules, { ipVersion: 4, protocol: "tcp", source: "192.0.2.1", destination: "192.0.2.2", port: 1 }),
    ).toBe(false);
  });

  it.each<[string, Json, string]>([
    ["a protocol", { protocol: "GRE" }, 'protocol is "GRE"; IP, ICMP, TCP, UDP are known'],
    ["an action", { action: "ACCEPT" }, 'action is "ACCEPT"; ACCEPT_DECISIVELY, DROP are known'],
    ["an IP version", { ipVersion: "IPV5" }, 'ipVersion is "IPV5"; IPV4, IPV6 are known'],
    ["a rule type", { ruleType: "SHADOW" }, 'ruleType is "SHADOW"; CLIENT_RULE, DEFAULT_RULE are known'],
    ["a state", { state: "ODD" }, 'state is "ODD"; NORMAL'],
    ["a field", { schedule: "nightly" }, 'has a field "schedule"; known are id, datacenterId'],
    ["a field of a side", { source: { ...ANY, zone: 1 } }, 'source has a field "zone"'],
    ["a field of an address", { source: { ip: { address: "ANY", mask: "" } } }, 'source: ip has a field "mask"'],
    ["a word of the object's prototype", { protocol: "toString" }, 'protocol is "toString"'],
    ["a side that is missing", { source: undefined }, "source is missing; an object is expected"],
    ["a side without an address", { source: {} }, "source: ip is missing; an object is expected"],
    ["an empty address", { source: { ip: { address: "" } } }, 'source: ip: address is ""; an IPv6 address is expected'],
    ["an address of the other version", { source: { ip: { address: "192.0.2.1" } } }, 'address is "192.0.2.1"'],
    [
      "an address that is no base",
      { source: { ip: { address: "2001:db8::1", prefixSize: 64 } } },
      "the base of a /64 is expected",
    ],
    ["a prefix of ANY", { source: { ip: { address: "ANY", prefixSize: 1 } } }, "ANY has no prefix size"],
    [
      "EXTERNAL_IPV6 of a client",
      { source: { ip: { address: "EXTERNAL_IPV6" } } },
      "a source of default rules for IPv6",
    ],
    ["ports that are null", { destination: { ...ANY, port: null } }, "port is null; an object is expected"],
    [
      "ports without a number",
      { destination: { ...ANY, port: {} } },
      "begin is missing; a whole number from 1 to 65535",
    ],
    ["a port 0", { destination: { ...ANY, port: { begin: 0 } } }, "begin is 0; a whole number"],
    ["ports that end before they begin", { destination: { ...ANY, port: { begin: 9, end: 8 } } }, "end is 8"],
    ["ports of ICMP", { protocol: "ICMP" }, "ports go with TCP and UDP alone"],
    ["ports of IP", { protocol: "IP" }, "ports go with TCP and UDP alone"],
    ["a list that was not given", { source: { ipAddressList: { id: "l9" } } }, "was not given"],
    ["an address and a list", { source: { ...ANY, ipAddressList: { id: "l1" } } }, "ip excludes ipAddressList"],
    ["a list of the other version", { source: { ipAddressList: { id: "l1" } } }, "it is a list of IPv4"],
    [
      "ports and a list of them",
      { destination: { ...ANY, port: { begin: 1 }, portList: { id: "p1" } } },
      "port excludes portList",
    ],
    ["enabled as a text", { enabled: "false" }, 'enabled is "false"; true or false is expected'],
  ])("refuse %s that they do not know", (_, change, message) => {
    expect(() => fabricRules([shown(change)], [addressList()], [portList()])).toThrow(message);
    expect(() => fabricRules([shown(change)], [addressList()], [portList()])).toThrow("sql.tcp3306");
  });

  it.each<[string, Json, Json, string]>([
    ["an entry's field", { ipAddress: [{ begin: "192.0.2.1", note: "" }] }, {}, 'has a field "note"'],
    ["an entry", { ipAddress: ["192.0.2.1"] }, {}, 'ipAddress is "192.0.2.1"; an object is expected'],
    ["entries in reverse", { ipAddress: [{ begin: "192.0.2.9", end: "192.0.2.1" }] }, {}, "it lies before begin"],
    ["no entries", { ipAddress: undefined }, {}, "ipAddress is missing; a list is expected"],
    ["a child that was not given", { childIpAddressList: [{ id: "l9" }] }, {}, "or one that it names, was not given"],
    ["another network domain's", { networkDomainId: "eu" }, {}, "it is of network domain eu"],
    ["a port list's entry", {}, { port: [{ begin: 70_000 }] }, "begin is 70000"],
    ["a port list's field", {}, { ports: [] }, 'has a field "ports"'],
  ])("refuse of lists %s that they do not know", (_, addresses, ports, message) => {
    const rule = shown({
      ipVersion: "IPV4",
      source: { ipAddressList: { id: "l1" } },
      destination: { ...ANY, portList: { id: "p1" } },
    });
    expect(() => fabricRules([rule], [addressList(addresses)], [portList(ports)])).toThrow(message);
  });

  it("are refused all at once, and those that are switched off as well", () => {
    const wrong = [shown({ name: "one", protocol: "GRE", enabled: false }), shown({ name: "two", action: "LOG" })];
    expect(() => fabricRules(wrong)).toThrow(
      /^firewall rules are not understood: firewall rule "one": .*; firewall rule "two": /,
    );
    expect(() => fabricRules([shown(), shown({ id: "r2", networkDomainId: "eu" })])).toThrow("network domains na, eu");
  });

  it("are never read as wider than they are, whatever is done to one of their fields", () => {
    const narrow = { ipVersion: 6, protocol: "tcp", destination: "2001:db8:65:b::9" } as const;
    const stranger = { ...narrow, source: "2001:db8:bad::1", port: 22 };
    const odd = fc.oneof(
      fc.constantFrom(null, undefined, "", "*", "any", "ALL", 0, -1, [], {}, true, "0.0.0.0", "::/0"),
      fc.jsonValue(),
    );
    const paths = [
      "source",
      "source.ip",
      "source.ip.address",
      "source.ip.prefixSize",
      "source.port",
      "protocol",
      "action",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...paths, "destination.port", "destination.port.begin", "ipVersion"),
        odd,
        (path, value) => {
          const rule = structuredClone(shown());
          const names = path.split(".");
          const last = names.pop() ?? "";
          (names.reduce((inner: Json, name) => inner[name] as Json, rule) as Json)[last] = value;
          let rules: ReturnType<typeof fabricRules> = [];
          try {
            rules = fabricRules([rule]);
          } catch {
            return;
          }
          expect(allowsInbound(rules, stranger)).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the rules that the lab's own cloud shows", () => {
  let lab: Lab;
  afterEach(() => lab.stop());

  it("are understood, in their order, with what lists hold", async () => {
    lab = await startLab();
    const client = lab.client();
    const networkDomainId = await deployDomain(client);
    const common = { networkDomainId, description: "" };
    const entries = {
      ipVersion: "IPV4",
      ipAddress: [{ begin: "192.0.2.0", prefixSize: 24 }],
      childIpAddressListId: [],
    };
    const operators = { ...common, ...entries, name: "operators" };
    const ipAddressListId = await client.made("network/createIpAddressList", operators, "ipAddressListId");
    const ports = {
      ...common,
      name: "logins",
      port: [
        { begin: 22, end: null },
        { begin: 2200, end: 2299 },
      ],
    };
    const portListId = await client.made("network/createPortList", ports, "portListId");
    const rule = { networkDomainId, action: "ACCEPT_DECISIVELY", enabled: true, protocol: "TCP" };
    for (const [position, ipVersion, source, destination] of [
      ["LAST", "IPV4", { ipAddressListId }, { ...ANY, portListId }],
      [
        "FIRST",
        "IPV6",
        { ip: { address: "2001:db8::", prefixSize: 64 } },
        { ...ANY, port: { begin: 3306, end: null } },
      ],
    ]) {
      const body = { ...rule, name: `${ipVersion}.rule`, placement: { position }, ipVersion, source, destination };
      await client.made("network/createFirewallRule", body, "firewallRuleId");
    }
    const shownOf = async (path: string, key: string) =>
      (await client.get(`${path}?networkDomainId=${networkDomainId}`)).content[key];
    const rules = fabricRules(
      await shownOf("network/firewallRule", "firewallRule"),
      await shownOf("network/ipAddressList", "ipAddressList"),
      await shownOf("network/portList", "portList"),
    );
    expect(rules.map(({ name }) => name)).toEqual([
      "IPV6.rule",
      "IPV4.rule",
      "CCDEFAULT.BlockOutboundMailIPv4",
      "CCDEFAULT.BlockOutboundMailIPv4Secure",
      "CCDEFAULT.BlockOutboundMailIPv6",
      "CCDEFAULT.BlockOutboundMailIPv6Secure",
      "CCDEFAULT.DenyExternalInboundIPv6",
    ]);
    const login = {
      ipVersion: 4,
      protocol: "tcp",
      source: "192.0.2.9",
      destination: "203.0.113.7",
      port: 2222,
    } as const;
    expect(allowsInbound(rules, login)).toBe(true);
    expect(allowsInbound(rules, { ...login, source: "192.0.3.9" })).toBe(false);
    expect(allowsInbound(rules, { ...login, port: 23 })).toBe(false);
  });
});
