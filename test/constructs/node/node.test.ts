// @module-tag unit
import { describe, expect, it } from "vitest";
import { Network } from "../../../constructs/network/network";
import { Disk } from "../../../constructs/node/disk";
import { Node } from "../../../constructs/node/node";
import type { NodeProps } from "../../../constructs/node/node-props";
import { Port } from "../../../constructs/words/port";
import { Size } from "../../../constructs/words/size";
import { domainAt, nodeIn, oneNetwork, refused, SMALL, scratch, synthesize } from "../synthesized";

describe("a node", () => {
  it("is a server that lists the disk of its image first", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "web-1", { disks: [Disk.standard(Size.gigabytes(50)), Disk.economy(Size.gigabytes(20))] });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_web_1).toMatchObject({
      provider: "ddcloud.eu",
      name: "web-1",
      cpu_count: 2,
      memory_gb: 4,
      power_state: "start",
      primary_network_adapter: { vlan: "${ddcloud_vlan.EU6_web.id}" },
      disk: [
        { scsi_unit_id: 0, size_gb: 10, speed: "STANDARD" },
        { scsi_unit_id: 1, size_gb: 50, speed: "STANDARD" },
        { scsi_unit_id: 2, size_gb: 20, speed: "ECONOMY" },
      ],
    });
  });

  it("leaves to its image what it does not say", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      new Node(network.domain, "bare", { cards: [{ network }], image: "Plan 9" });
      return stack;
    });
    const server = terraform.resource.ddcloud_server.EU6_bare;
    expect(server).toMatchObject({ image: "Plan 9" });
    for (const key of ["cpu_count", "cores_per_cpu", "cpu_speed", "memory_gb", "disk"]) {
      expect(server).not.toHaveProperty(key);
    }
  });

  it("never gives the network adapter an IPv6 address of its own: the provider loops on it", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "fixed", { cards: [{ network, privateIpv4: "10.0.0.9" }] });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_fixed.primary_network_adapter).toEqual({
      vlan: "${ddcloud_vlan.EU6_web.id}",
      ipv4: "10.0.0.9",
    });
  });

  it("has a public address exactly if a port is open or it is asked for", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "open", { inbound: [Port.tcp(22)] });
      nodeIn(network, "reachable", { internet: true });
      nodeIn(network, "closed");
      return stack;
    });
    expect(Object.keys(terraform.resource.ddcloud_nat)).toEqual(["EU6_open_nat", "EU6_reachable_nat"]);
    expect(terraform.resource.ddcloud_nat.EU6_open_nat).toMatchObject({
      private_ipv4: "${ddcloud_server.EU6_open.primary_adapter_ipv4}",
      depends_on: ["ddcloud_vlan.EU6_web"],
    });
    expect(terraform.output.nodes.value["EU6::closed"].public_ipv4).toBe("${null}");
    expect(terraform.resource.null_resource.EU6_closed_boot.connection.host).toBe(
      "${ddcloud_server.EU6_closed.primary_adapter_ipv4}",
    );
  });

  it("names its canonical IPv6 address", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "one");
      return stack;
    });
    expect(terraform.locals.EU6_one_ipv6).toBe('${cidrhost("${ddcloud_server.EU6_one.primary_adapter_ipv6}/128", 0)}');
  });

  it("can be protected from being destroyed", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "kept", { protected: true });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_kept.lifecycle).toEqual({ prevent_destroy: true });
  });

  it.each([
    ["0 CPUs", { cpus: 0 }, "test/EU6/Default/n: cpus is 0; a node takes 1 to 32"],
    ["33 CPUs", { cpus: 33 }, "test/EU6/Default/n: cpus is 33; a node takes 1 to 32"],
    ["257 GB of memory", { memory: Size.gigabytes(257) }, "memory is 257 GB; a node takes 1 to 256"],
    [
      "an image of unknown disk",
      { image: "Plan 9", disks: [Disk.standard(Size.gigabytes(10))] },
      'the size of the disk of image "Plan 9" is not known; state it: Disk.standard(Size.gigabytes(...), { unit: 0 })',
    ],
    [
      "two disks at one unit",
      { disks: [1, 1].map((unit) => Disk.standard(Size.gigabytes(10), { unit })) },
      "two disks are at unit 1",
    ],
    [
      "more than ten disks",
      { disks: Array.from({ length: 10 }, () => Disk.standard(Size.gigabytes(10))) },
      "more than 10 disks; SCSI units are 0 to 9",
    ],
  ])("refuses %s", (_, props, message) => {
    const { network } = oneNetwork(scratch());
    expect(refused(() => nodeIn(network, "n", { ...props }))).toMatch(message);
  });

  it.each(["-web", "web_1", "a".repeat(64), ""])("refuses the name %j", (name) => {
    const { network } = oneNetwork(scratch());
    expect(refused(() => nodeIn(network, name))).toMatch(/host name|id|Only root/i);
  });

  it("refuses all that is wrong at once", () => {
    const { network } = oneNetwork(scratch());
    expect(refused(() => nodeIn(network, "n", { cpus: 0, memory: Size.gigabytes(300) }))).toMatch(
      "test/EU6/Default/n: cpus is 0; a node takes 1 to 32\ntest/EU6/Default/n: memory is 300 GB",
    );
  });

  it("has a card in each network that it is given, the first one as its primary", () => {
    const { terraform } = synthesize((app) => {
      const { stack, domain, network } = oneNetwork(app);
      const back = new Network(domain, "back", { ipv4: "10.0.1.0/24" });
      const more = new Network(domain, "more", { ipv4: "10.0.2.0/24" });
      nodeIn(network, "n", { cards: [{ network }, { network: back, privateIpv4: "10.0.1.9" }, { network: more }] });
      nodeIn(network, "plain");
      return stack;
    });
    const { EU6_n, EU6_plain } = terraform.resource.ddcloud_server;
    expect(EU6_n.primary_network_adapter).toEqual({ vlan: "${ddcloud_vlan.EU6_web.id}" });
    expect(EU6_n.additional_network_adapter).toEqual([
      { vlan: "${ddcloud_vlan.EU6_back.id}", ipv4: "10.0.1.9" },
      { vlan: "${ddcloud_vlan.EU6_more.id}" },
    ]);
    expect(EU6_plain).not.toHaveProperty("additional_network_adapter");
  });

  it("lets in at its own firewall what each of its networks accepts, and the neighbours in each", () => {
    const { files } = synthesize((app) => {
      const { stack, domain, network } = oneNetwork(app);
      const back = new Network(domain, "back", { ipv4: "10.0.1.0/24" });
      back.acceptFrom(new Network(domain, "app", { ipv4: "10.0.2.0/24" }), [Port.tcp(9000)]);
      nodeIn(network, "n", { cards: [{ network }, { network: back }] });
      nodeIn(network, "plain");
      return stack;
    });
    const rules = files["nodes/EU6/n/configure/firewall.nft.tftpl"];
    expect(rules).toContain("ip6 saddr ${EU6_app_ipv6_range} tcp dport 9000 accept");
    expect(rules).toContain("ip saddr 10.0.2.0/24 tcp dport 9000 accept");
    for (const range of ["10.0.0.0/24", "10.0.1.0/24"]) {
      expect(rules).toContain(`ip saddr ${range} accept`);
    }
    expect(files["nodes/EU6/plain/configure/firewall.nft.tftpl"]).not.toMatch(/9000|10\.0\.1\.0/);
  });

  it("refuses more cards than the platform takes", () => {
    const { network } = oneNetwork(scratch());
    const cards: NodeProps["cards"] = [{ network }, ...Array.from({ length: 10 }, () => ({ network }))];
    expect(refused(() => nodeIn(network, "n", { cards }))).toMatch("there are 11 network cards; a node takes 1 to 10");
  });

  it("refuses cards in another network domain, each of them", () => {
    const { stack, domain } = oneNetwork(scratch());
    const one = new Network(domainAt(stack, "NA9"), "one", { ipv4: "10.1.0.0/24" });
    const two = new Network(domainAt(stack, "AU10"), "two", { ipv4: "10.2.0.0/24" });
    const cards: NodeProps["cards"] = [{ network: one }, { network: two }];
    expect(refused(() => new Node(domain, "n", { ...SMALL, cards }))).toMatch(
      "test/EU6/Default/n: network NA9::one is in another network domain than the node\n" +
        "test/EU6/Default/n: network AU10::two is in another network domain than the node",
    );
  });

  it("without a public address has no rule that lets the Internet in", () => {
    const { terraform, files } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "inside", { inbound: [Port.tcp(443)], internet: false });
      return stack;
    });
    expect(terraform.resource).not.toHaveProperty("ddcloud_firewall_rule");
    // whoever comes over a VPN is let in by the node itself
    expect(files["nodes/EU6/inside/configure/firewall.nft.tftpl"]).toContain("tcp dport 443 accept");
  });

  it("refuses a name that the location has already", () => {
    const { network } = oneNetwork(scratch());
    nodeIn(network, "n");
    expect(refused(() => nodeIn(network, "n"))).toMatch(
      "test/EU6/Default/n: there is something of that name already (node)",
    );
    expect(refused(() => nodeIn(network, "web"))).toMatch("already (network)");
  });

  it("takes an unknown image with the size of its disk", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "n", { image: "Plan 9", disks: [Disk.standard(Size.gigabytes(30), { unit: 0 })] });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_n.disk).toEqual([{ scsi_unit_id: 0, size_gb: 30, speed: "STANDARD" }]);
  });
});
