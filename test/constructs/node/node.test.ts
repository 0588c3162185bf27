// @module-tag unit
import { describe, expect, it } from "vitest";
import { Disk } from "../../../constructs/node/disk";
import { Port } from "../../../constructs/words/port";
import { Size } from "../../../constructs/words/size";
import { oneNetwork, SMALL, scratch, synthesize } from "../synthesized";

describe("a node", () => {
  it("is a server that lists the disk of its image first", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.addNode("web-1", {
        ...SMALL,
        disks: [Disk.standard(Size.gigabytes(50)), Disk.economy(Size.gigabytes(20))],
      });
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

  it("never gives the network adapter an IPv6 address of its own: the provider loops on it", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.addNode("fixed", { ...SMALL, privateIpv4: "10.0.0.9" });
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
      network.addNode("open", { ...SMALL, inbound: [Port.tcp(22)] });
      network.addNode("reachable", { ...SMALL, internet: true });
      network.addNode("closed", SMALL);
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
      network.addNode("one", SMALL);
      return stack;
    });
    expect(terraform.locals.EU6_one_ipv6).toBe('${cidrhost("${ddcloud_server.EU6_one.primary_adapter_ipv6}/128", 0)}');
  });

  it("can be protected from being destroyed", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.addNode("kept", { ...SMALL, protected: true });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_kept.lifecycle).toEqual({ prevent_destroy: true });
  });

  it.each([
    ["0 CPUs", { cpus: 0 }, "test/EU6/n: cpus is 0; a node takes 1 to 32"],
    ["33 CPUs", { cpus: 33 }, "test/EU6/n: cpus is 33; a node takes 1 to 32"],
    ["257 GB of memory", { memory: Size.gigabytes(257) }, "memory is 257 GB; a node takes 1 to 256"],
    [
      "an image of unknown disk",
      { image: "Plan 9" },
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
    expect(() => network.addNode("n", { ...SMALL, ...props })).toThrow(message);
  });

  it.each(["-web", "web_1", "a".repeat(64), ""])("refuses the name %j", (name) => {
    const { network } = oneNetwork(scratch());
    expect(() => network.addNode(name, SMALL)).toThrow(/host name|id|Only root/i);
  });

  it("refuses all that is wrong at once", () => {
    const { network } = oneNetwork(scratch());
    expect(() => network.addNode("n", { ...SMALL, cpus: 0, memory: Size.gigabytes(300) })).toThrow(
      "test/EU6/n: cpus is 0; a node takes 1 to 32\ntest/EU6/n: memory is 300 GB",
    );
  });

  it("refuses a name that the location has already", () => {
    const { network } = oneNetwork(scratch());
    network.addNode("n", SMALL);
    expect(() => network.addNode("n", SMALL)).toThrow(
      "test/EU6/n: the location has something of that name already (node)",
    );
    expect(() => network.addNode("web", SMALL)).toThrow("already (network)");
  });

  it("takes an unknown image with the size of its disk", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      network.addNode("n", { ...SMALL, image: "Plan 9", disks: [Disk.standard(Size.gigabytes(30), { unit: 0 })] });
      return stack;
    });
    expect(terraform.resource.ddcloud_server.EU6_n.disk).toEqual([{ scsi_unit_id: 0, size_gb: 30, speed: "STANDARD" }]);
  });
});
