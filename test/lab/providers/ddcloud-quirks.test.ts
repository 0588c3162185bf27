// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/go
import { afterEach, describe, expect, it } from "vitest";
import { STANDARD_CATALOGUE } from "../../../lab/cloud/catalogue";
import { DdcloudLab } from "./ddcloud-lab";
import { nodeWith } from "./ddcloud-node";

describe("the known ways of the published provider", () => {
  const labs: DdcloudLab[] = [];
  afterEach(async () => {
    await Promise.all(labs.splice(0).map((lab) => lab.stop()));
  });

  async function labWith(configuration: string | undefined, settings = "", environment = {}) {
    const lab = await DdcloudLab.start({}, environment);
    labs.push(lab);
    const organisation = lab.cloud.organisation("EU");
    const all = (rest: string) => lab.provider("EU", undefined, settings) + rest;
    if (configuration !== undefined) {
      await lab.apply(all(configuration));
    }
    return { lab, organisation, all, server: () => organisation.those("server", () => true)[0] };
  }
  const unitsOf = (server: { controllers: { disks: { scsiId: number }[] }[] } | undefined) =>
    server?.controllers.flatMap(({ disks }) => disks.map(({ scsiId }) => scsiId));

  it("the image's disk is removed where only others are listed, after the server was stopped for it", async () => {
    const { lab, server } = await labWith(nodeWith({ disks: [[1, 50]] }));
    expect(unitsOf(server())).toEqual([0, 1]);
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "update" });
    lab.forget();
    await lab.apply();
    expect(lab.changes).toEqual(["shutdownServer", "removeDisk", "startServer"]);
    expect(lab.calls.find(({ operation }) => operation === "removeDisk")?.path).toContain("/caas/2.2/");
    expect(unitsOf(server())).toEqual([1]);
  });

  it("an image's disk that is not listed is no reason to stop a new server; the next apply removes it", async () => {
    const images = STANDARD_CATALOGUE.images.map((image) => ({
      ...image,
      disks: [0, 1].map((scsiId) => ({ scsiId, sizeGb: 10, speed: "STANDARD" as const })),
    }));
    const lab = await DdcloudLab.start({ catalogue: { ...STANDARD_CATALOGUE, images } });
    labs.push(lab);
    await lab.apply(lab.provider("EU") + nodeWith());
    expect(lab.changes.slice(2)).toEqual(["deployServer"]);
    lab.forget();
    await lab.apply();
    expect(lab.changes).toEqual(["shutdownServer", "removeDisk", "startServer"]);
  });

  it("disks that nobody lists are left alone", async () => {
    const { lab, server } = await labWith(nodeWith({ disks: [] }));
    expect(unitsOf(server())).toEqual([0]);
    expect((await lab.plan()).changes).toEqual({});
    expect((await lab.folder.state("ddcloud_server.node")).disk).toMatchObject([{ scsi_unit_id: 0, size_gb: 10 }]);
  });

  it("a disk cannot shrink, and the server is off when that is found", async () => {
    const { lab, all, server } = await labWith(nodeWith({ disks: [[0, 20]] }));
    expect(await lab.applyFails(all(nodeWith({ disks: [[0, 15]] })))).toContain("cannot shrink to 15 GB");
    expect(server()?.started).toBe(false);
    // drift of power shows in power_state itself
    const plan = await lab.plan(all(nodeWith({ disks: [[0, 20]] })));
    expect(plan.change("ddcloud_server.node").before.power_state).toBe("shutdown");
    expect(plan.changes).toEqual({ "ddcloud_server.node": "update" });
    lab.forget();
    await lab.apply();
    expect(lab.changes).toEqual(["startServer"]);
    expect((await lab.plan()).changes).toEqual({});
  });

  it("a disk that grows in the same apply as a shutdown starts the server once more", async () => {
    const { lab, all, server } = await labWith(nodeWith());
    lab.forget();
    await lab.apply(all(nodeWith({ server: 'power_state = "shutdown"', disks: [[0, 20]] })));
    expect(lab.changes).toEqual(["shutdownServer", "expandDisk", "startServer", "shutdownServer"]);
    expect(server()?.started).toBe(false);
    expect((await lab.plan()).changes).toEqual({});
  });

  it("a server that may not be rebooted keeps its disks, and can still be destroyed", async () => {
    const { lab, all, server } = await labWith(nodeWith(), "allow_server_reboot = false");
    expect(await lab.applyFails(all(nodeWith({ disks: [[0, 20]] })))).toContain("allow_server_reboot");
    expect(server()?.started).toBe(true);
    await lab.destroy();
    expect(lab.left).toEqual({});
  });

  it("an IPv4 address of its own is sent without the VLAN, and told to the platform once more", async () => {
    const { lab } = await labWith(nodeWith({ adapter: 'ipv4 = "10.0.0.20"' }));
    const deployment = lab.calls.find(({ operation }) => operation === "deployServer");
    expect(JSON.parse(deployment?.body ?? "").networkInfo).toMatchObject({
      primaryNic: { privateIpv4: "10.0.0.20" },
      additionalNic: null,
    });
    expect(deployment?.body).not.toContain("vlanId");
    expect(lab.changes.slice(2)).toEqual(["deployServer", "notifyNicIpChange"]);
  });

  it("a VLAN without an address is all that the platform is told", async () => {
    const { lab } = await labWith(nodeWith());
    expect(lab.changes.slice(2)).toEqual(["deployServer"]);
    // each question once: nothing is read that nobody needs
    expect(lab.count("getMyAccount")).toBe(1);
  });

  it("another address of a server that stands is told of with IPv6 first, again and again, until the time is over", async () => {
    const lab = await DdcloudLab.start({ settings: { delayMs: 100 } });
    labs.push(lab);
    const site = (address: string) =>
      lab.provider("EU", undefined, "retry_timeout = 4") + nodeWith({ adapter: `ipv4 = "${address}"` });
    await lab.apply(site("10.0.0.20"));
    lab.forget();
    const said = await lab.applyFails(site("10.0.0.21"));
    expect(said).toContain("RESOURCE_BUSY");
    const told = lab.calls.filter(({ operation }) => operation === "notifyNicIpChange");
    const kinds = told.map(({ body }) => Object.keys(JSON.parse(body)).filter((name) => name !== "nicId")[0]);
    expect(kinds.length).toBeGreaterThan(3);
    expect(kinds).toEqual(kinds.map((_, index) => (index % 2 === 0 ? "ipv6" : "privateIpv4")));
    expect(told.map(({ code }) => code === "IN_PROGRESS")).toEqual(kinds.map((kind) => kind === "ipv6"));
  });

  it("a platform that takes no time changes an address, which what hangs on it hears of at the plan after", async () => {
    const rest = `
      resource "ddcloud_nat" "node" {
        networkdomain = ddcloud_networkdomain.site.id
        private_ipv4  = ddcloud_server.node.primary_adapter_ipv4
      }
    `;
    const lab = await DdcloudLab.start({ settings: { delayMs: 0 } });
    labs.push(lab);
    await lab.apply(lab.provider("EU") + nodeWith({ adapter: 'ipv4 = "10.0.0.20"', rest }));
    lab.forget();
    await lab.apply(lab.provider("EU") + nodeWith({ adapter: 'ipv4 = "10.0.0.21"', rest }));
    expect(lab.changes).toEqual(["notifyNicIpChange", "notifyNicIpChange"]);
    expect((await lab.folder.state("ddcloud_server.node")).primary_adapter_ipv4).toBe("10.0.0.20");
    expect((await lab.plan()).changes).toEqual({ "ddcloud_nat.node": "replace" });
  });

  it("the type of the primary adapter is in the state, and `started` as the last change has seen it", async () => {
    const { lab, server } = await labWith(nodeWith({ adapter: 'type = "E1000"' }));
    const state = () => lab.folder.state("ddcloud_server.node");
    expect(await state()).toMatchObject({ primary_adapter_type: "E1000", started: true });
    Object.assign(server() ?? {}, { started: false });
    await lab.refresh();
    expect(await state()).toMatchObject({ started: true, power_state: "shutdown" });
    await lab.apply();
    expect(await state()).toMatchObject({ started: true, power_state: "start" });
  });

  it("another VLAN is accepted, not done, and planned again", async () => {
    const vlan = `
      resource "ddcloud_vlan" "other" {
        name              = "other"
        networkdomain     = ddcloud_networkdomain.site.id
        ipv4_base_address = "10.0.1.0"
        ipv4_prefix_size  = 24
        depends_on        = [ddcloud_vlan.site]
      }
    `;
    const { lab, all, server } = await labWith(nodeWith({ rest: vlan }));
    const before = server()?.nics[0]?.vlanId;
    const moved = nodeWith({ rest: vlan }).replace("= ddcloud_vlan.site.id", "= ddcloud_vlan.other.id");
    await lab.apply(all(moved));
    expect(server()?.nics[0]?.vlanId).toBe(before);
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "update" });
  });

  it("one card more is accepted and not added; with an address of its own it fails", async () => {
    const { lab, all, server } = await labWith(nodeWith());
    const more = (address: string) =>
      nodeWith({
        server: `power_state = "start"\nadditional_network_adapter {\nvlan = ddcloud_vlan.site.id\n${address}\n}`,
      });
    lab.forget();
    await lab.apply(all(more("")));
    expect(lab.changes).toEqual([]);
    expect(server()?.nics).toHaveLength(1);
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "update" });
    expect(await lab.applyFails(all(more('ipv4 = "10.0.0.30"')))).toContain("change the address of NIC");
    expect(server()?.nics).toHaveLength(1);
  });

  it("tags are applied, replaced and removed by the configuration, and their drift is never seen", async () => {
    const tag = (name: string, value: string) => `\ntag {\nname = "${name}"\nvalue = "${value}"\n}`;
    const { lab, all, organisation } = await labWith(nodeWith({ server: tag("role", "source") }));
    const values = () => organisation.those("tag", () => true).map(({ value }) => value);
    expect(values()).toEqual(["source"]);
    for (const { id } of organisation.those("tag", () => true)) {
      organisation.remove("tag", id);
    }
    expect((await lab.plan()).changes).toEqual({});
    await lab.apply(all(nodeWith({ server: tag("role", "replica") })));
    expect(values()).toEqual(["replica"]);
    await lab.apply(all(nodeWith({ server: tag("tier", "back") })));
    expect(values()).toEqual(["back"]);
  });

  it("a tag key that is not there fails the apply and leaves a server to be replaced", async () => {
    const server = '\ntag {\nname = "unknown"\nvalue = "x"\n}';
    const { lab, all } = await labWith(undefined);
    expect(await lab.applyFails(all(nodeWith({ server })))).toContain("cannot apply tags to SERVER");
    expect((await lab.plan(all(nodeWith()))).changes).toEqual({ "ddcloud_server.node": "replace" });
    await lab.apply();
    expect((await lab.plan()).changes).toEqual({});
  });

  it("default rules show drift, and their absence with the domain fails every plan", async () => {
    const domain = '\ndefault_firewall_rule {\ntype = "DenyExternalInboundIPv6"\nenabled = false\n}';
    const { lab, organisation } = await labWith(nodeWith({ domain }));
    const [rule] = organisation.those("firewallRule", ({ name }) => name.endsWith("DenyExternalInboundIPv6"));
    expect(rule?.enabled).toBe(false);
    Object.assign(rule ?? {}, { enabled: true });
    expect((await lab.plan()).changes).toEqual({ "ddcloud_networkdomain.site": "update" });
    for (const { id } of organisation.those("networkDomain", () => true)) {
      organisation.remove("networkDomain", id);
    }
    await expect(lab.plan()).rejects.toThrow("has no firewall rule CCDEFAULT.DenyExternalInboundIPv6");
  });

  it("a network domain that something depends on is forgotten, and stays", async () => {
    const domain = 'resource "ddcloud_networkdomain" "site" {\nname = "site"\ndatacenter = "EU6"\n}';
    const { lab, organisation } = await labWith(domain);
    const [found] = organisation.those("networkDomain", () => true);
    lab.cloud.faults.add({ operation: "deleteNetworkDomain", fault: { kind: "code", code: "HAS_DEPENDENCY" } });
    await lab.destroy();
    expect((await lab.folder.readState()).resources).toEqual([]);
    expect(organisation.those("networkDomain", () => true)).toEqual([found]);
  });

  it("an import of a server learns neither image nor network domain", async () => {
    const { lab, server } = await labWith(nodeWith());
    const id = server()?.id ?? "";
    await lab.folder.terraform(["state", "rm", "ddcloud_server.node"]);
    await lab.import("ddcloud_server.node", id);
    expect(await lab.folder.state("ddcloud_server.node")).toMatchObject({ id, power_state: "start", memory_gb: 4 });
    expect((await lab.plan()).changes).toEqual({ "ddcloud_server.node": "replace" });
  });

  it("domains and NAT rules are imported whole, VLANs and rules are not", async () => {
    const rest = `
      resource "ddcloud_nat" "node" {
        networkdomain = ddcloud_networkdomain.site.id
        private_ipv4  = ddcloud_server.node.primary_adapter_ipv4
      }
      resource "ddcloud_firewall_rule" "ssh" {
        name                = "ssh"
        networkdomain       = ddcloud_networkdomain.site.id
        action              = "ACCEPT_DECISIVELY"
        ip_version          = "IPV4"
        protocol            = "TCP"
        source_address      = "ANY"
        destination_address = ddcloud_nat.node.public_ipv4
        destination_port    = "22"
      }
    `;
    const { lab } = await labWith(nodeWith({ rest }));
    const addresses = [
      "ddcloud_networkdomain.site",
      "ddcloud_vlan.site",
      "ddcloud_nat.node",
      "ddcloud_firewall_rule.ssh",
    ];
    const ids = await Promise.all(addresses.map(async (address) => (await lab.folder.state(address)).id));
    await lab.folder.terraform(["state", "rm", ...addresses]);
    for (const [i, address] of addresses.entries()) {
      await lab.import(address, ids[i]);
    }
    // placement is never read, so that an imported rule is placed anew
    expect((await lab.plan()).changes).toEqual({
      "ddcloud_firewall_rule.ssh": "replace",
      "ddcloud_vlan.site": "update",
    });
  });

  it("a storage controller does not stop the server that runs", async () => {
    const rest = `
      resource "ddcloud_storage_controller" "second" {
        server          = ddcloud_server.node.id
        scsi_bus_number = 1
      }
    `;
    const { lab, all } = await labWith(undefined);
    expect(await lab.applyFails(all(nodeWith({ rest })))).toContain("has no SCSI controller on bus 1");
  });

  it("a network adapter stops the server and starts it again", async () => {
    const rest = `
      resource "ddcloud_network_adapter" "second" {
        server = ddcloud_server.node.id
        vlan   = ddcloud_vlan.site.id
      }
    `;
    const { lab } = await labWith(nodeWith({ rest }));
    expect(lab.changes.slice(-3)).toEqual(["shutdownServer", "addNic", "startServer"]);
  });

  it.each([
    [
      "an image that nobody has",
      "Ubuntu 22.04 64-bit 2 CPU",
      "Ubuntu 22",
      "no image (image_type auto) in data centre EU6",
    ],
    ["a password that is too simple", "Never-a-real-0ne", "password", "admin_password is missing or too simple"],
  ])("%s is refused before anything is deployed", async (_, from, to, message) => {
    const { lab, all } = await labWith(undefined);
    expect(await lab.applyFails(all(nodeWith().replace(from, to)))).toContain(message);
    expect(lab.count("deployServer")).toBe(0);
  });

  it("wrong credentials show at apply, in words that tell", async () => {
    const { lab, all } = await labWith(undefined, "", { MCP_PASSWORD: "wrong" });
    await lab.plan(all(nodeWith()));
    expect(lab.calls).toEqual([]);
    expect(await lab.applyFails()).toContain("invalid credentials");
  });

  it("no password is in a log of the provider", async () => {
    const { lab } = await labWith(undefined, "", {
      TF_LOG: "TRACE",
      TF_LOG_PATH: "terraform.log",
      MCP_EXTENDED_LOGGING: "1",
    });
    await lab.apply(lab.provider("EU") + nodeWith());
    const { readFile } = await import("node:fs/promises");
    const log = await readFile(`${lab.folder.path}/terraform.log`, "utf8");
    expect(log).toContain("deployServer");
    expect(log).not.toContain("Never-a-real-0ne");
    expect(log).not.toContain("only-for-the-lab");
  });
});
