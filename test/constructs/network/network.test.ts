// @module-tag unit

import { describe, expect, it } from "vitest";
import { Network } from "../../../constructs/network/network";
import { Port } from "../../../constructs/words/port";
import { domainAt, nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

describe("a network", () => {
  it("is a VLAN with a private IPv4 range", () => {
    const { terraform } = synthesize((app) => oneNetwork(app).stack);
    expect(terraform.resource.ddcloud_vlan.EU6_web).toMatchObject({
      name: "web",
      networkdomain: "${ddcloud_networkdomain.EU6.id}",
      ipv4_base_address: "10.0.0.0",
      ipv4_prefix_size: 24,
      provider: "ddcloud.eu",
    });
  });

  it.each(["10.0.0.0", "10.0.0.0/15", "10.0.0.0/29", "ten/24", "10.0.0.0/24/1"])("is not %s", (ipv4) => {
    const { domain } = oneNetwork(scratch());
    expect(refused(() => new Network(domain, "n", { ipv4 }))).toMatch(`test/EU6/Default/n: IPv4 range is "${ipv4}"`);
  });

  it("accepts named ports of another location over IPv6, and no more", () => {
    const { terraform, files } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      const other = new Network(domainAt(stack, "NA9"), "web", { ipv4: "10.1.0.0/24" });
      network.acceptFrom(other, [Port.tcp(443), Port.icmp()]);
      nodeIn(network, "node");
      return stack;
    });
    const rules = terraform.resource.ddcloud_firewall_rule;
    expect(Object.keys(rules)).toEqual(["EU6_web_from_NA9_web_icmp", "EU6_web_from_NA9_web_tcp_443"]);
    expect(rules.EU6_web_from_NA9_web_tcp_443).toMatchObject({
      action: "accept",
      ip_version: "IPV6",
      protocol: "TCP",
      source_network: "${local.NA9_web_ipv6}",
      destination_network: "${local.EU6_web_ipv6}",
      destination_port: "443",
    });
    expect(terraform.locals.EU6_web_ipv6).toBe(
      "${ddcloud_vlan.EU6_web.ipv6_base_address}/${ddcloud_vlan.EU6_web.ipv6_prefix_size}",
    );
    expect(rules.EU6_web_from_NA9_web_icmp).not.toHaveProperty("destination_port");
    expect(files["nodes/EU6/node/configure/firewall.nft.tftpl"]).toContain(
      "ip6 saddr ${NA9_web_ipv6_range} tcp dport 443",
    );
  });

  it("accepts everything where no port is named", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.acceptFrom(new Network(domainAt(stack, "NA9"), "web", { ipv4: "10.1.0.0/24" }));
      return stack;
    });
    const rules = terraform.resource.ddcloud_firewall_rule;
    expect(Object.keys(rules)).toEqual(["EU6_web_from_NA9_web_any"]);
    expect(rules.EU6_web_from_NA9_web_any).toMatchObject({ protocol: "IP", ip_version: "IPV6" });
  });

  it("accepts over IPv4 too what comes from its own network domain", () => {
    const { terraform } = synthesize((app) => {
      const { stack, domain, network } = oneNetwork(app);
      network.acceptFrom(new Network(domain, "app", { ipv4: "10.0.1.0/24" }), [Port.tcp(80)]);
      return stack;
    });
    expect(terraform.resource.ddcloud_firewall_rule.EU6_web_from_EU6_app_tcp_80_ipv4).toMatchObject({
      ip_version: "IPV4",
      source_network: "10.0.1.0/24",
      destination_network: "10.0.0.0/24",
    });
  });

  it("refuses to accept itself, or nothing", () => {
    const { domain, network } = oneNetwork(scratch());
    expect(refused(() => network.acceptFrom(network))).toMatch("a network need not accept itself");
    expect(refused(() => network.acceptFrom(new Network(domain, "app", { ipv4: "10.0.1.0/24" }), []))).toMatch(
      "no port is given",
    );
  });
});
