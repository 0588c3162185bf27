// @module-tag tools

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { firewallFile } from "../../templates/firewall";
import { eventually, filled, NamespaceNode, outcome } from "./namespace-node";
import { namesIn, value } from "./values";

const ECHO_REQUEST = { protocol: "icmp", begin: 0, end: 0 } as const;
const nothing = { ssh: undefined, inbound: [], accept: [] };

describe("the text of the firewall rules", () => {
  it("holds no variable when nobody is accepted", () => {
    expect(firewallFile(nothing)).toMatchObject({ name: "configure/firewall.nft", values: [] });
  });

  it("names each accepted address by its variable, under its comment", () => {
    const file = firewallFile({
      ...nothing,
      accept: [
        {
          from: value("slave_sql_ipv6"),
          comment: "NA9::slave-sql",
          ports: [
            { protocol: "tcp", begin: 3306, end: 3306 },
            { protocol: "udp", begin: 5000, end: 5010 },
            ECHO_REQUEST,
          ],
        },
      ],
    });
    expect(file.name).toBe("configure/firewall.nft.tftpl");
    expect(namesIn(file)).toEqual(["slave_sql_ipv6"]);
    expect(file.text).toContain(
      [
        "\t\t# NA9::slave-sql",
        "\t\tip6 saddr ${slave_sql_ipv6} tcp dport 3306 accept",
        "\t\tip6 saddr ${slave_sql_ipv6} udp dport 5000-5010 accept",
        "\t\tip6 saddr ${slave_sql_ipv6} icmpv6 type echo-request accept",
      ].join("\n"),
    );
  });

  it("keeps a comment on its line", () => {
    const rule = { from: value("a"), comment: "first\nsecond", ports: undefined };
    expect(firewallFile({ ...nothing, accept: [rule] }).text).toContain("# first second\n\t\tip6 saddr ${a} accept\n");
  });

  it("leaves who may log in to the operators' ranges", () => {
    const inbound = [
      { protocol: "tcp", begin: 22, end: 22 },
      { protocol: "tcp", begin: 1, end: 1024 },
    ] as const;
    const { text } = firewallFile({ ...nothing, ssh: ["192.0.2.0/24"], inbound });
    const lines = text.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => line.includes("dport 22 ") && !line.includes("flags"))).toEqual([
      "ip saddr 192.0.2.0/24 tcp dport 22 accept",
      "meta nfproto ipv4 tcp dport 22 drop",
    ]);
    expect(lines.indexOf("meta nfproto ipv4 tcp dport 22 drop")).toBeLessThan(
      lines.indexOf("meta nfproto ipv4 tcp dport 1-1024 accept"),
    );
  });
});

const ECHO = `
import socket, struct, sys
source, target = sys.argv[1:]
v6 = ":" in target
kind = socket.getprotobyname("ipv6-icmp" if v6 else "icmp")
s = socket.socket(socket.AF_INET6 if v6 else socket.AF_INET, socket.SOCK_RAW, kind)
s.settimeout(3)
s.bind((source, 0))
body = struct.pack("!HH", 77, 1)
head = bytes([128 if v6 else 8, 0])
total = sum(struct.unpack("!H", part)[0] for part in (head, body[:2], body[2:]))
check = ~(total + (total >> 16)) & 0xFFFF
s.sendto(head + struct.pack("!H", check) + body, (target, 0))
try:
    while True:
        answer = s.recv(2000)
        if (answer if v6 else answer[20:])[0] == (129 if v6 else 0):
            sys.exit(0)
except TimeoutError:
    sys.exit(3)
`;

describe("the firewall rules in force", { tags: ["needs/namespaces", "needs/nft", "needs/python3"] }, () => {
  let node: NamespaceNode;
  let other: NamespaceNode;

  beforeAll(async () => {
    [node, other] = await Promise.all([NamespaceNode.start(), NamespaceNode.start()]);
    NamespaceNode.wire([
      { node, addresses: ["10.0.0.1/24", "2001:db8:a::1/64"] },
      { node: other, addresses: ["10.0.0.2/24", "10.0.0.3/24", "2001:db8:a::2/64", "2001:db8:a::3/64"] },
    ]);
  });
  afterAll(async () => {
    await Promise.all([node.stop(), other.stop()]);
  });
  beforeEach(() => {
    node.run("nft delete table inet plumbline");
    other.run("ip neighbour flush all");
  });

  const load = (props: Parameters<typeof firewallFile>[0], values = {}) => {
    node.write("/run/firewall.nft", filled(firewallFile(props), values));
    node.must("nft -c -f /run/firewall.nft && nft -f /run/firewall.nft");
  };

  /** What becomes of a connection: nobody listens, so that what passes is refused by the node itself. */
  const reach = (from: string, port: number): "passes" | "dropped" => {
    const target = from.includes(":") ? "2001:db8:a::1" : "10.0.0.1";
    const rule = `${from.includes(":") ? "-6" : "-4"} route replace ${target} dev eth0 src ${from}`;
    other.must(`ip ${rule}`);
    const { status } = other.run(`timeout 3 bash -c '</dev/tcp/${target}/${port}'`);
    return status === 124 ? "dropped" : "passes";
  };
  /** What becomes of an echo request; `ping` itself is not on every machine. */
  const ping = (at: NamespaceNode, from: string, to: string) => {
    const { status, stderr } = at.run(`python3 - ${from} ${to}`, ECHO);
    if (status !== 0 && status !== 3) {
      throw new Error(stderr);
    }
    return status === 0 ? "passes" : "dropped";
  };
  const pingNode = (from: string) => ping(other, from, from.includes(":") ? "2001:db8:a::1" : "10.0.0.1");

  it("let in what they name and drop the rest", () => {
    load(
      {
        ssh: ["10.0.0.2/32"],
        inbound: [{ protocol: "tcp", begin: 8000, end: 8010 }],
        accept: [
          { from: value("peer"), comment: "peer", ports: [{ protocol: "tcp", begin: 3306, end: 3306 }, ECHO_REQUEST] },
          { from: value("near"), family: "ipv4", comment: "same domain", ports: [ECHO_REQUEST] },
        ],
      },
      // as the platform writes addresses
      { peer: "2001:0DB8:A:0:0:0:0:2", near: "10.0.0.3" },
    );
    const reached = {
      operator: reach("10.0.0.2", 22),
      stranger: reach("10.0.0.3", 22),
      open: reach("10.0.0.3", 8005),
      closed: reach("10.0.0.2", 8011),
      peer: reach("2001:db8:a::2", 3306),
      "peer, another port": reach("2001:db8:a::2", 22),
      "not the peer": reach("2001:db8:a::3", 3306),
      "peer pings": pingNode("2001:db8:a::2"),
      "not the peer pings": pingNode("2001:db8:a::3"),
      "near pings": pingNode("10.0.0.3"),
      "operator pings": pingNode("10.0.0.2"),
    };
    expect(reached).toEqual({
      operator: "passes",
      stranger: "dropped",
      open: "passes",
      closed: "dropped",
      peer: "passes",
      "peer, another port": "dropped",
      "not the peer": "dropped",
      "peer pings": "passes",
      "not the peer pings": "dropped",
      "near pings": "passes",
      "operator pings": "dropped",
    });
  });

  it("let in any operator, and whole ranges, where the plan says so", () => {
    const everything = { from: value("range"), comment: "all", ports: undefined };
    load({ ...nothing, inbound: [ECHO_REQUEST], accept: [everything] }, { range: "2001:db8:a::/64" });
    expect([
      reach("10.0.0.3", 22),
      reach("2001:db8:a::3", 1234),
      pingNode("2001:db8:a::3"),
      pingNode("10.0.0.3"),
    ]).toEqual(Array(4).fill("passes"));
    expect(reach("10.0.0.3", 23)).toBe("dropped");
  });

  it("leave neighbour discovery and what the node asks for itself alone", () => {
    load(nothing);
    other.run("ip neighbour flush all");
    node.run("ip neighbour flush all");
    // dropped by the rules, so the node is found, not answered for
    expect(reach("2001:db8:a::2", 80)).toBe("dropped");
    expect(other.must("ip -6 neighbour show 2001:db8:a::1")).toMatch(/lladdr/);
    expect(ping(node, "2001:db8:a::1", "2001:db8:a::2")).toBe("passes");
    expect(ping(node, "10.0.0.1", "10.0.0.2")).toBe("passes");
    expect(ping(node, "::1", "::1")).toBe("passes");
  });

  it("do not touch the rules of others, and take the place of their own as a whole", () => {
    node.must("nft add table inet others; nft add chain inet others kept");
    load({ ...nothing, inbound: [{ protocol: "tcp", begin: 80, end: 80 }] });
    load({ ...nothing, inbound: [{ protocol: "tcp", begin: 81, end: 81 }] });
    const rules = node.must("nft list ruleset");
    expect(rules).toContain("chain kept");
    expect(rules).toContain("dport 81");
    expect(rules).not.toContain("dport 80");
  });

  it("do not cut a login that was open before, even one that they would refuse", async () => {
    const server = 'require("net").createServer((s) => s.pipe(s)).listen(22, "10.0.0.1", () => console.log("up"))';
    const listening = node.begin(`exec '${process.execPath}' -e '${server}'`);
    await new Promise((resolve) => listening.stdout?.once("data", resolve));
    const client = other.begin(
      "exec 3<>/dev/tcp/10.0.0.1/22; echo one >&3; read -r x <&3; touch /run/open; " +
        "while [[ ! -e /run/go ]]; do sleep 0.1; done; echo two >&3; read -t 5 -r y <&3; echo $x $y",
    );
    const finished = outcome(client);
    await eventually("the login is open", () => other.run("test -e /run/open").status === 0);
    load({ ...nothing, ssh: ["192.0.2.0/24"] });
    other.must("touch /run/go");
    expect((await finished).stdout).toBe("one two\n");
    // a new one is refused
    expect(reach("10.0.0.2", 22)).toBe("dropped");
    listening.kill();
  });
});
