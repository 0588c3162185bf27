// @module-tag unit
import { describe, expect, it } from "vitest";
import { Balancer } from "../../../constructs/balancing/balancer";
import { Pool } from "../../../constructs/balancing/pool";
import { Network } from "../../../constructs/network/network";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { Port } from "../../../constructs/words/port";
import { domainAt, nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

/** Two nodes, among which two listeners divide connections. */
const { terraform, files } = synthesize((app) => {
  const stack = new PlumblineStack(app, "test");
  const domain = domainAt(stack, "EU6", { service: "ADVANCED", operators: ["192.0.2.0/24"] });
  const network = new Network(domain, "web", { ipv4: "10.0.0.0/24" });
  const members = [nodeIn(network, "web1"), nodeIn(network, "web2", { inbound: [Port.tcp(80)] })];
  nodeIn(network, "lone");
  const pool = new Pool(domain, "pool web", { name: "web.eu6.pool", members, healthMonitor: "tcp" });
  new Pool(domain, "pool quiet", { members });
  new Balancer(domain, "balancer web http", { port: Port.tcp(80), pool });
  new Balancer(domain, "balancer web login", { port: Port.tcp(22), pool, address: "10.0.0.50", persistent: true });
  return stack;
});
const { resource } = terraform;

describe("a balancer", () => {
  it("listens at a public address for its pool, when that has its members", () => {
    expect(resource.ddcloud_virtual_listener.EU6_balancer_web_http).toMatchObject({
      name: "balancer web http",
      protocol: "TCP",
      port: 80,
      pool: "${ddcloud_vip_pool.EU6_pool_web.id}",
      depends_on: ["ddcloud_vip_pool_member.EU6_pool_web_EU6_web1", "ddcloud_vip_pool_member.EU6_pool_web_EU6_web2"],
    });
    expect(resource.ddcloud_virtual_listener.EU6_balancer_web_http).not.toHaveProperty("ipv4");
  });

  it("listens at an address that it is given, and sends a client to the same member again", () => {
    expect(resource.ddcloud_virtual_listener.EU6_balancer_web_login).toMatchObject({
      ipv4: "10.0.0.50",
      persistence_profile: "CCDEFAULT.SourceAddress",
    });
  });

  it("lets the Internet in to its port alone, and to a login the operators", () => {
    expect(resource.ddcloud_firewall_rule.EU6_balancer_web_http_tcp_80).toMatchObject({
      name: "balancer_web_http.tcp_80",
      destination_address: "${ddcloud_virtual_listener.EU6_balancer_web_http.ipv4}",
      destination_port: "80",
    });
    expect(resource.ddcloud_firewall_rule.EU6_balancer_web_login_tcp_22).toMatchObject({
      source_address_list: "${ddcloud_address_list.EU6_firewall_rules_operators.id}",
    });
  });

  it("is let in by the firewalls of the members, once, and by no other", () => {
    const opened = (node: string) =>
      files[`nodes/EU6/${node}/configure/firewall.nft.tftpl`]?.match(/nfproto ipv4 tcp dport 80 accept/g)?.length ?? 0;
    expect([opened("web1"), opened("web2"), opened("lone")]).toEqual([1, 1, 0]);
  });
});

describe("a pool", () => {
  it("has each node once, however many pools that is in, and asks it nothing but what it is told to", () => {
    expect(Object.keys(resource.ddcloud_vip_node)).toEqual(["EU6_web1_vip_node", "EU6_web2_vip_node"]);
    expect(resource.ddcloud_vip_node.EU6_web1_vip_node).toMatchObject({
      name: "${ddcloud_server.EU6_web1.primary_adapter_ipv4}",
      ipv4_address: "${ddcloud_server.EU6_web1.primary_adapter_ipv4}",
      health_monitor: "",
    });
    expect(resource.ddcloud_vip_pool.EU6_pool_web).toMatchObject({
      name: "web.eu6.pool",
      load_balance_method: "ROUND_ROBIN",
      health_monitors: ["CCDEFAULT.Tcp"],
    });
    expect(resource.ddcloud_vip_pool.EU6_pool_quiet).not.toHaveProperty("health_monitors");
    expect(Object.keys(resource.ddcloud_vip_pool_member)).toHaveLength(4);
  });

  it("follows a member that has another name", () => {
    const { terraform: renamed } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test");
      const domain = domainAt(stack, "EU6", { service: "ADVANCED" });
      const network = new Network(domain, "web", { ipv4: "10.0.0.0/24" });
      new Pool(domain, "pool web", { members: [nodeIn(network, "web1", { formerNames: ["old"] })] });
      return stack;
    });
    const moves = renamed.moved.map(({ from, to }: { from: string; to: string }) => `${from} ${to}`);
    expect(moves).toContain(
      "ddcloud_vip_pool_member.EU6_pool_web_EU6_old ddcloud_vip_pool_member.EU6_pool_web_EU6_web1",
    );
    expect(moves).toContain("ddcloud_vip_node.EU6_old_vip_node ddcloud_vip_node.EU6_web1_vip_node");
  });
});

describe("what no load balancer can do", () => {
  it("is refused: another plan of the domain, another domain, more than a port", () => {
    const { domain, network } = oneNetwork(scratch());
    const member = nodeIn(network, "web1");
    expect(refused(() => new Pool(domain, "p", { members: [member] }))).toContain("service: advanced");
    expect(refused(() => new Balancer(domain, "b", { port: Port.tcp(80) }))).toContain("service: advanced");
    const { domain: other, stack } = oneNetwork(scratch());
    const far = domainAt(stack, "NA9", { service: "ADVANCED" });
    const node = nodeIn(new Network(other, "back", { ipv4: "10.1.0.0/24" }), "web2");
    expect(refused(() => new Pool(far, "p", { members: [node] }))).toContain(
      "EU6::web2 is in another network domain than the pool",
    );
    expect(refused(() => new Balancer(far, "b", { port: Port.tcp(80, 81) }))).toContain(
      "its port is tcp/80-81; it takes one TCP or UDP port",
    );
  });
});
