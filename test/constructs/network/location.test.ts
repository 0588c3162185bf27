// @module-tag unit

import { describe, expect, it } from "vitest";
import { Location } from "../../../constructs/network/location";
import { Network } from "../../../constructs/network/network";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { Port } from "../../../constructs/words/port";
import { domainAt, nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

describe("a location", () => {
  it("is a network domain in its data centre, at its region's provider", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      domainAt(stack, "AU10", { name: "Melbourne", service: "ADVANCED", description: "south" });
      return stack;
    });
    expect(terraform.resource.ddcloud_networkdomain.AU10).toEqual({
      provider: "ddcloud.au",
      name: "Melbourne",
      description: "south",
      plan: "ADVANCED",
      datacenter: "AU10",
    });
  });

  it("shares its provider with the locations of its region", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      for (const id of ["EU6", "EU8", "NA9"]) {
        domainAt(stack, id, { name: id });
      }
      return stack;
    });
    const domains = Object.values<{ provider: string }>(terraform.resource.ddcloud_networkdomain);
    expect(domains.map(({ provider }) => provider)).toEqual(["ddcloud.eu", "ddcloud.eu", "ddcloud.na"]);
  });

  it("leaves the platform's IPv6 rule alone until something is accepted over IPv6", () => {
    const build = (accepts: boolean) =>
      synthesize((app) => {
        const { stack, network } = oneNetwork(app);
        const other = new Network(domainAt(stack, "NA9"), "web", { ipv4: "10.1.0.0/24" });
        if (accepts) {
          network.acceptFrom(other, [Port.tcp(443)]);
        }
        return stack;
      }).terraform.resource.ddcloud_networkdomain;
    expect(build(false).EU6).not.toHaveProperty("default_firewall_rule");
    expect(build(true).EU6.default_firewall_rule).toEqual([{ type: "DenyExternalInboundIPv6", enabled: false }]);
    expect(build(true).NA9).not.toHaveProperty("default_firewall_rule");
  });

  it("lets operators alone log in, by one list of addresses", () => {
    const { terraform, files } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      const domain = domainAt(stack, "EU6", { operators: ["203.0.113.0/24", "198.51.100.7"] });
      const network = new Network(domain, "web", { ipv4: "10.0.0.0/24" });
      for (const name of ["one", "two"]) {
        nodeIn(network, name, { inbound: [Port.tcp(22), Port.tcp(443)] });
      }
      return stack;
    });
    expect(terraform.resource.ddcloud_address_list).toEqual({
      EU6_firewall_rules_operators: {
        provider: "ddcloud.eu",
        networkdomain: "${ddcloud_networkdomain.EU6.id}",
        name: "operators",
        description: "who may log in",
        ip_version: "IPv4",
        address: [{ network: "203.0.113.0", prefix_size: 24 }, { begin: "198.51.100.7" }],
      },
    });
    const rules = terraform.resource.ddcloud_firewall_rule;
    expect(rules.EU6_one_tcp_22.source_address_list).toBe("${ddcloud_address_list.EU6_firewall_rules_operators.id}");
    expect(rules.EU6_one_tcp_443).not.toHaveProperty("source_address_list");
    expect(rules.EU6_two_tcp_22.destination_address).toBe("${ddcloud_nat.EU6_two_nat.public_ipv4}");
    expect(files["nodes/EU6/one/configure/firewall.nft.tftpl"]).toContain("203.0.113.0/24");
  });

  it("refuses an unknown data centre, and a domain without a name", () => {
    const stack = new PlumblineStack(scratch(), "test");
    expect(refused(() => new Location(stack, "EU66"))).toMatch(
      /test\/EU66: data centre is "EU66"; known ones are AF3, /,
    );
    expect(refused(() => domainAt(stack, "EU6", { name: " " }))).toMatch(
      "test/EU6/Default: the network domain has no name",
    );
  });

  it("refuses nodes whose firewall rules would be called alike", () => {
    const { network } = oneNetwork(scratch());
    nodeIn(network, "web-1", { inbound: [Port.tcp(22)] });
    expect(refused(() => nodeIn(network, "WEB-1", { inbound: [Port.tcp(22)] }))).toMatch(
      "a second firewall rule wants to be called WEB_1.tcp_22; rename a node",
    );
  });
});
