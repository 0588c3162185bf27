// @module-tag unit
// What stands already: network domains, VLANs and servers that others made, and secrets from elsewhere.
import { TerraformLocal, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Location, MysqlReplication, Network, NetworkDomain, Node, Port, Secret } from "../../../constructs";
import { nodeIn, oneNetwork, refused, scratch } from "../synthesized";

// biome-ignore lint/suspicious/noExplicitAny: Terraform's configuration has no type of ours
const terraformOf = (stack: TerraformStack): any => JSON.parse(Testing.synth(stack, true));

describe("a network domain that stands already", () => {
  it("takes networks, nodes and rules by its id", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    const domain = NetworkDomain.fromNetworkDomainId(new Location(stack, "EU6"), "shared", "domain-1", {
      operators: ["192.0.2.0/24"],
    });
    const node = nodeIn(new Network(domain, "web", { ipv4: "10.0.0.0/24" }), "n", { inbound: [Port.tcp(22)] });
    expect(node.domain.domainId).toBe("domain-1");
    const { resource } = terraformOf(stack);
    expect(resource).not.toHaveProperty("ddcloud_networkdomain");
    for (const type of ["vlan", "server", "firewall_rule", "address_list", "nat"]) {
      expect(Object.values(resource[`ddcloud_${type}`])).toEqual([
        expect.objectContaining({ networkdomain: "domain-1" }),
      ]);
    }
  });

  it("is found by its name, and says what its owner has to do for IPv6", () => {
    const stack = new TerraformStack(scratch(), "theirs");
    const domain = NetworkDomain.fromNetworkDomainName(new Location(stack, "EU6"), "shared", "Shared");
    const network = new Network(domain, "web", { ipv4: "10.0.0.0/24" });
    network.acceptFrom(new Network(domain, "app", { ipv4: "10.0.1.0/24" }));
    const { data, resource } = terraformOf(stack);
    const [[name, found]] = Object.entries(data.ddcloud_networkdomain) as [[string, object]];
    expect(found).toMatchObject({ name: "Shared", datacenter: "EU6" });
    const [vlan] = Object.values<{ networkdomain: string }>(resource.ddcloud_vlan);
    expect(vlan?.networkdomain).toBe(`\${data.ddcloud_networkdomain.${name}.id}`);
    expect(domain.node.metadata.map(({ data }) => data)).toEqual([expect.stringContaining("DenyExternalInboundIPv6")]);
  });
});

describe("a VLAN that stands already", () => {
  it("is found by its name, with the ranges that make it a peer", () => {
    const { stack, domain, network } = oneNetwork(scratch());
    const app = Network.fromVlanName(domain, "app", "old app");
    nodeIn(network, "n");
    const inside = nodeIn(app, "m", { internet: true });
    network.acceptFrom(app, [Port.tcp(80)]);
    const { data, resource, locals } = terraformOf(stack);
    expect(data.ddcloud_vlan.EU6_app_data).toMatchObject({
      name: "old app",
      networkdomain: "${ddcloud_networkdomain.EU6.id}",
    });
    expect(locals.EU6_app_ipv4).toBe(
      "${data.ddcloud_vlan.EU6_app_data.ipv4_base_address}/${data.ddcloud_vlan.EU6_app_data.ipv4_prefix_size}",
    );
    expect(resource.ddcloud_server.EU6_m.primary_network_adapter.vlan).toBe("${data.ddcloud_vlan.EU6_app_data.id}");
    expect(inside.server.friendlyUniqueId).toBe("EU6_m");
    const sources = Object.values<{ source_network?: string }>(resource.ddcloud_firewall_rule);
    expect(sources.map(({ source_network }) => source_network).sort()).toEqual([
      "${local.EU6_app_ipv4}",
      "${local.EU6_app_ipv6}",
    ]);
  });

  it("that is known by its id alone is no peer; with its ranges it is", () => {
    const { domain, network } = oneNetwork(scratch());
    const unknown = Network.fromVlanId(domain, "app", "vlan-1");
    expect(unknown.vlanId).toBe("vlan-1");
    expect(refused(() => network.acceptFrom(unknown))).toMatch("no addresses over which they could meet");
    const known = Network.fromVlanAttributes(domain, "known", { vlanId: "vlan-2", ipv6: "2001:db8::/64" });
    expect(refused(() => network.acceptFrom(known))).toBe("");
    expect(refused(() => Network.fromVlanId(domain, "web", "vlan-3"))).toMatch("already (network)");
  });
});

it("lets a server that stands already in, as a peer", () => {
  const { stack, domain, network } = oneNetwork(scratch());
  const old = Node.fromServerAttributes(domain, "old", { ipv6: "2001:db8::5", privateIpv4: "10.0.0.5" });
  domain.accept({ from: old, to: nodeIn(network, "n"), ports: [Port.tcp(80)] });
  const { resource } = terraformOf(stack);
  const rules = Object.values<{ source_address?: string }>(resource.ddcloud_firewall_rule);
  expect(rules.map(({ source_address }) => source_address).sort()).toEqual([
    "${local.EU6_old_ipv4}",
    "${local.EU6_old_ipv6}",
  ]);
});

describe("secrets from elsewhere", () => {
  it("stand in the place of Terraform's own, and never in a trigger", () => {
    const { stack, network } = oneNetwork(scratch());
    const variable = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
    const source = nodeIn(network, "n", {
      adminPassword: new TerraformLocal(stack, "admin", "${data.vault.admin}").asString,
    });
    new MysqlReplication(stack, "sql", {
      ...{ members: [source], source, database: "db01", replicatorPassword: variable.stringValue },
      users: [{ name: "app", rights: ["ALL"], password: variable.stringValue }],
    });
    const { resource, output } = terraformOf(stack);
    expect(resource).not.toHaveProperty("random_password");
    expect(resource.ddcloud_server.EU6_n.admin_password).toBe("${sensitive(local.admin)}");
    expect(output.secrets.value.passwords["app at sql"]).toBe("${sensitive(var.password)}");
    const triggers = Object.values<{ triggers: object }>(resource.null_resource).map((step) => step.triggers);
    expect(JSON.stringify(triggers)).not.toMatch(/var\.password|local\.admin/);
    expect(JSON.stringify(triggers)).toContain('"generation of the secret app at sql":"1"');
  });

  it("are refused as text", () => {
    const { stack } = oneNetwork(scratch());
    for (const [id, expression] of ["hunter2", "${data.vault.admin}"].entries()) {
      expect(refused(() => new Secret(stack, `s${id}`, { name: "s", expression }))).toMatch(
        /^test\/s\d: the secret is given as text, which the output would show; give an attribute of a variable/,
      );
    }
  });
});
