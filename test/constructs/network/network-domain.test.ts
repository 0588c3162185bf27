// @module-tag unit
import { describe, expect, it } from "vitest";
import { MysqlReplication } from "../../../constructs/mysql/replication";
import { Location } from "../../../constructs/network/location";
import { Network } from "../../../constructs/network/network";
import { NetworkDomain } from "../../../constructs/network/network-domain";
import { INTERNET, type Peer } from "../../../constructs/network/peer";
import { ipv6Range } from "../../../constructs/network/range";
import type { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { Port } from "../../../constructs/words/port";
import { Refusal } from "../../../platform/refusal";
import { plainValue } from "../../../templates/apply-value";
import { nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

/** A second domain beside the location's first one, with a network of its own. */
function twoDomains(stack: PlumblineStack, name = "app") {
  const second = new NetworkDomain(stack.node.findChild("EU6") as Location, "second", { name: "Second" });
  return { second, other: new Network(second, name, { ipv4: "10.1.0.0/24" }) };
}

describe("two network domains of one location", () => {
  const { terraform, files } = synthesize((app) => {
    const { stack, network } = oneNetwork(app);
    const { other } = twoDomains(stack);
    network.acceptFrom(other, [Port.tcp(443)]);
    other.acceptFrom(network);
    nodeIn(network, "front");
    nodeIn(other, "back");
    return stack;
  });
  const rules = terraform.resource.ddcloud_firewall_rule;

  it("accept each other over IPv6 alone: private IPv4 ends at the domain", () => {
    expect(Object.keys(rules)).toEqual(["EU6_second_app_from_EU6_web_any", "EU6_web_from_EU6_app_tcp_443"]);
    for (const rule of Object.values<{ ip_version: string }>(rules)) {
      expect(rule.ip_version).toBe("IPV6");
    }
    const onNode = files["nodes/EU6/front/configure/firewall.nft.tftpl"];
    expect(onNode).toContain("ip6 saddr ${EU6_app_ipv6_range} tcp dport 443 accept");
    expect(onNode).not.toContain("10.1.0.0/24");
  });

  it("have firewalls of their own", () => {
    expect(rules.EU6_web_from_EU6_app_tcp_443.networkdomain).toBe("${ddcloud_networkdomain.EU6.id}");
    expect(rules.EU6_second_app_from_EU6_web_any.networkdomain).toBe("${ddcloud_networkdomain.EU6_second.id}");
    const domains = terraform.resource.ddcloud_networkdomain;
    expect(Object.keys(domains)).toEqual(["EU6", "EU6_second"]);
    for (const { default_firewall_rule } of Object.values<{ default_firewall_rule: unknown }>(domains)) {
      expect(default_firewall_rule).toEqual([{ type: "DenyExternalInboundIPv6", enabled: false }]);
    }
  });

  it("keep their servers and networks in the domain that they are made in", () => {
    const { ddcloud_server: servers, ddcloud_vlan: networks } = terraform.resource;
    expect(servers.EU6_second_back).toMatchObject({
      networkdomain: "${ddcloud_networkdomain.EU6_second.id}",
      primary_network_adapter: { vlan: "${ddcloud_vlan.EU6_second_app.id}" },
    });
    expect(networks.EU6_second_app.networkdomain).toBe("${ddcloud_networkdomain.EU6_second.id}");
  });

  it("have no node or network of one name: people know them by it within the location", () => {
    const { stack, network } = oneNetwork(scratch());
    nodeIn(network, "n");
    const { other } = twoDomains(stack);
    const message = "test/EU6/Default has something of that name; names are one location's";
    expect(refused(() => nodeIn(other, "n"))).toMatch(`test/EU6/second/n: ${message}`);
    expect(refused(() => new Network(other.domain, "web", { ipv4: "10.2.0.0/24" }))).toMatch(
      `test/EU6/second/web: ${message}`,
    );
  });
});

describe("a network domain", () => {
  it("lets a range in, at its own firewall and at the nodes' own, where it stands as it is", () => {
    const { terraform, files } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.acceptFrom(ipv6Range("2001:db8:5::/48"), [Port.tcp(443)]);
      nodeIn(network, "n");
      return stack;
    });
    expect(terraform.resource.ddcloud_firewall_rule).toEqual({
      EU6_web_from_2001_db8_5_x_48_tcp_443: expect.objectContaining({
        ip_version: "IPV6",
        source_network: "2001:db8:5::/48",
        destination_network: "${local.EU6_web_ipv6}",
      }),
    });
    expect(files["nodes/EU6/n/configure/firewall.nft.tftpl"]).toMatch(
      /# 2001:db8:5::\/48\n\s*ip6 saddr 2001:db8:5::\/48 tcp dport 443 accept/,
    );
    expect(terraform.locals.EU6_n_configure_files["firewall.nft"]).not.toContain("2001:db8:5");
  });

  it("lets in to a node what is meant for the node alone, by its address", () => {
    const { terraform, files } = synthesize((app) => {
      const { stack, domain, network } = oneNetwork(app);
      const [one, other] = ["one", "other"].map((id) => nodeIn(network, id));
      if (one && other) {
        domain.accept({ from: one, to: other, ports: [Port.tcp(80)], families: ["ipv4"] });
      }
      return stack;
    });
    expect(terraform.resource.ddcloud_firewall_rule).toEqual({
      EU6_other_from_EU6_one_tcp_80_ipv4: expect.objectContaining({
        source_address: "${ddcloud_server.EU6_one.primary_adapter_ipv4}",
        destination_address: "${ddcloud_server.EU6_other.primary_adapter_ipv4}",
      }),
    });
    expect(files["nodes/EU6/other/configure/firewall.nft.tftpl"]).toContain("ip saddr ${EU6_one_ipv4} tcp dport 80");
    expect(files["nodes/EU6/one/configure/firewall.nft.tftpl"]).not.toContain("dport 80");
  });

  it("refuses what would make no rule, or one that says more than was meant", () => {
    const { stack, domain, network } = oneNetwork(scratch());
    const { second, other } = twoDomains(stack);
    const node = nodeIn(network, "n");
    const ipv4: Peer = {
      ...{ id: "203.0.113.0/24", label: "office", kind: "network", domain: undefined },
      addresses: { ipv4: plainValue("office", "range of the office", "203.0.113.0/24") },
    };
    expect(refused(() => network.acceptFrom(ipv4))).toMatch(
      "test/EU6/Default/web/from 203.0.113.0/24: the two have no addresses over which they could meet",
    );
    expect(refused(() => second.accept({ from: other, to: network, ports: undefined }))).toMatch(
      "the rules of EU6::web belong to its own network domain, not to test/EU6/second",
    );
    expect(refused(() => domain.accept({ from: INTERNET, to: node, ports: [Port.tcp(22)] }))).toMatch(
      "no public IPv4 address",
    );
    expect(
      refused(() => domain.accept({ from: INTERNET, to: nodeIn(network, "o", { internet: true }), ports: undefined })),
    ).toMatch("the Internet is let in to named ports alone");
    expect(Object.keys(stack.toTerraform().resource as object)).not.toContain("ddcloud_firewall_rule");
  });
});

describe("two constructs of one id", () => {
  it.each<[string, (staged: ReturnType<typeof oneNetwork>) => unknown, string]>([
    [
      "locations",
      ({ stack }) => new Location(stack, "EU6"),
      "test/EU6: there is something of that name already (location)",
    ],
    [
      "domains",
      ({ domain }) => new NetworkDomain(domain.location, "Default", { name: "Test" }),
      "test/EU6/Default: there is something of that name already (networkdomain)",
    ],
    [
      "networks",
      ({ domain }) => new Network(domain, "web", { ipv4: "10.0.1.0/24" }),
      "test/EU6/Default/web: there is something of that name already (network)",
    ],
    [
      "nodes",
      ({ network }) => [nodeIn(network, "n"), nodeIn(network, "n")],
      "test/EU6/Default/n: there is something of that name already (node)",
    ],
    [
      "replications",
      ({ stack, network }) =>
        ["a", "b"].map((id) => {
          const source = nodeIn(network, id);
          return new MysqlReplication(stack, "db", { members: [source], source, database: "db01" });
        }),
      "test/db: there is something of that name already (mysqlreplication)",
    ],
  ])("are refused: %s", (_, make, message) => {
    const staged = oneNetwork(scratch());
    expect(refused(() => make(staged))).not.toBe("");
    expect(refused(() => make(oneNetwork(scratch())))).toMatch(message);
  });

  it("takes no range that is none", () => {
    for (const cidr of ["10.0.0.0/8", "2001:db8::", "2001:db8::/129", "web", ""]) {
      expect(() => ipv6Range(cidr)).toThrow(`range is "${cidr}"; it takes IPv6 addresses in CIDR form`);
      expect(() => ipv6Range(cidr)).toThrow(Refusal);
    }
  });
});
