// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DdcloudLab } from "./ddcloud-lab";

const NETWORK = `
  resource "ddcloud_networkdomain" "site" {
    name       = "site"
    datacenter = "EU6"
    plan       = "ADVANCED"
  }
  resource "ddcloud_vlan" "front" {
    name              = "front"
    networkdomain     = ddcloud_networkdomain.site.id
    ipv4_base_address = "10.0.0.0"
    ipv4_prefix_size  = 24
    tag {
      name  = "tier"
      value = "front"
    }
  }
  resource "ddcloud_vlan" "back" {
    name                             = "back"
    networkdomain                    = ddcloud_networkdomain.site.id
    ipv4_base_address                = "10.0.1.0"
    ipv4_prefix_size                 = 24
    attached_vlan_gateway_addressing = "HIGH"
    depends_on                       = [ddcloud_vlan.front]
  }
`;

const LISTS = (ports: string) => `
  resource "ddcloud_address_list" "children" {
    name          = "children"
    networkdomain = ddcloud_networkdomain.site.id
    ip_version    = "IPv4"
    addresses     = ["203.0.113.1"]
  }
  resource "ddcloud_address_list" "ranges" {
    name          = "ranges"
    networkdomain = ddcloud_networkdomain.site.id
    ip_version    = "IPv4"
    child_lists   = [ddcloud_address_list.children.id]
    address {
      begin = "198.51.100.1"
      end   = "198.51.100.9"
    }
    address {
      network     = "203.0.113.0"
      prefix_size = 24
    }
  }
  resource "ddcloud_address_list" "shared" {
    name          = "shared"
    networkdomain = ddcloud_networkdomain.site.id
    ip_version    = "IPv4"
    addresses     = ["192.0.2.1"]
    lifecycle { ignore_changes = [addresses] }
  }
  resource "ddcloud_address" "entry" {
    networkdomain    = ddcloud_networkdomain.site.id
    addresslist_name = ddcloud_address_list.shared.name
    begin            = "192.0.2.77"
  }
  resource "ddcloud_port_list" "simple" {
    name          = "simple"
    networkdomain = ddcloud_networkdomain.site.id
    ports         = [22, 3306]
  }
  resource "ddcloud_port_list" "ranges" {
    name          = "ranges"
    networkdomain = ddcloud_networkdomain.site.id
    child_lists   = [ddcloud_port_list.simple.id]
    ${ports}
  }
  resource "ddcloud_firewall_rule" "lists" {
    name                  = "lists"
    networkdomain         = ddcloud_networkdomain.site.id
    action                = "drop"
    ip_version            = "ipv4"
    protocol              = "tcp"
    placement             = "before"
    placement_relative_to = "CCDEFAULT.BlockOutboundMailIPv4"
    source_address_list   = ddcloud_address_list.ranges.id
    source_port           = "1024-65535"
    destination_network   = "\${ddcloud_vlan.front.ipv4_base_address}/\${ddcloud_vlan.front.ipv4_prefix_size}"
    destination_port_list = ddcloud_port_list.ranges.id
  }
  resource "ddcloud_ip_address_reservation" "ipv4" {
    vlan         = ddcloud_vlan.front.id
    address      = "10.0.0.77"
    address_type = "ipv4"
    description  = "kept free"
  }
  resource "ddcloud_static_route" "away" {
    name                        = "away"
    networkdomain               = ddcloud_networkdomain.site.id
    ip_version                  = "IPV4"
    destination_network_address = "172.16.0.0"
    destination_prefix_size     = 24
    next_hop_address            = "10.0.0.50"
    depends_on                  = [ddcloud_vlan.front]
  }
  data "ddcloud_networkdomain" "site" {
    name       = ddcloud_networkdomain.site.name
    datacenter = "EU6"
    depends_on = [ddcloud_vlan.back]
  }
  data "ddcloud_vlan" "back" {
    name          = ddcloud_vlan.back.name
    networkdomain = data.ddcloud_networkdomain.site.id
  }
  data "ddcloud_addresslist" "children" {
    name          = ddcloud_address_list.children.name
    networkdomain = ddcloud_networkdomain.site.id
  }
`;

describe("lists, reservations, routes and data sources", () => {
  let lab: DdcloudLab;
  const all = (ports: string) => lab.provider("EU") + NETWORK + LISTS(ports);
  const RANGES = "port {\nbegin = 8000\nend = 8100\n}\nport { begin = 9000 }";

  beforeAll(async () => {
    lab = await DdcloudLab.start();
    await lab.apply(all(RANGES));
  });
  afterAll(() => lab.stop());

  it("are made", () => {
    const organisation = lab.cloud.organisation("EU");
    const entries = organisation.those("ipAddressList", () => true).map(({ name, entries }) => [name, entries]);
    expect(Object.fromEntries(entries)).toEqual({
      children: [{ begin: "203.0.113.1" }],
      ranges: [
        { begin: "198.51.100.1", end: "198.51.100.9" },
        { begin: "203.0.113.0", prefixSize: 24 },
      ],
      shared: [{ begin: "192.0.2.1" }, { begin: "192.0.2.77" }],
    });
    expect(lab.left).toMatchObject({ portList: 2, staticRoute: 1, reservation: 1, tag: 1 });
    const gateways = organisation.those("vlan", () => true).map((vlan) => vlan.ipv4GatewayAddress);
    expect(gateways).toEqual(["10.0.0.1", "10.0.1.254"]);
  });

  it("are found by data sources", async () => {
    const values = async (address: string) => await lab.folder.state(address);
    expect(await values("data.ddcloud_networkdomain.site")).toMatchObject({
      id: (await values("ddcloud_networkdomain.site")).id,
      plan: "ADVANCED",
    });
    expect(await values("data.ddcloud_vlan.back")).toMatchObject({ ipv4_base_address: "10.0.1.0", description: null });
    expect(await values("data.ddcloud_addresslist.children")).toMatchObject({ ip_version: "IPV4" });
  });

  it("are the same in a second plan", async () => {
    expect((await lab.plan()).changes).toEqual({});
  });

  it("are edited in place; a route is made anew by its update", async () => {
    const changed = all("port { begin = 9000 }")
      .replace('"10.0.0.50"', '"10.0.0.51"')
      .replace('"192.0.2.77"', '"192.0.2.78"');
    const plan = await lab.plan(changed);
    expect(plan.changes).toEqual({
      "ddcloud_port_list.ranges": "update",
      "ddcloud_static_route.away": "update",
      "ddcloud_address.entry": "update",
    });
    lab.forget();
    await lab.apply();
    expect([...lab.changes].sort()).toEqual([
      "createStaticRoute",
      "deleteStaticRoute",
      "editIpAddressList",
      "editIpAddressList",
      "editPortList",
    ]);
    expect((await lab.plan()).changes).toEqual({});
  });

  it("come back after somebody has removed them", async () => {
    const organisation = lab.cloud.organisation("EU");
    for (const kind of ["portList", "staticRoute", "reservation", "firewallRule"] as const) {
      for (const { id } of organisation.those(kind, (one) => !("ruleType" in one) || one.ruleType === "CLIENT_RULE")) {
        organisation.remove(kind, id);
      }
    }
    const plan = await lab.plan();
    expect(plan.changes).toEqual({
      "ddcloud_port_list.simple": "create",
      "ddcloud_port_list.ranges": "create",
      "ddcloud_static_route.away": "create",
      "ddcloud_ip_address_reservation.ipv4": "create",
      "ddcloud_firewall_rule.lists": "create",
    });
    await lab.apply();
    expect((await lab.plan()).changes).toEqual({});
  });

  it("are destroyed to nothing", async () => {
    await lab.destroy();
    expect(lab.left).toEqual({});
  });
});

const SERVERS = (plan: string, rest: string) => `
  resource "ddcloud_server" "node" {
    count          = 2
    name           = "node\${count.index}"
    networkdomain  = ddcloud_networkdomain.site.id
    image          = "Ubuntu 22.04 64-bit 2 CPU"
    admin_password = "Never-a-real-0ne"
    primary_network_adapter { vlan = ddcloud_vlan.front.id }
  }
  resource "ddcloud_network_adapter" "second" {
    server = ddcloud_server.node[0].id
    vlan   = ddcloud_vlan.back.id
  }
  resource "ddcloud_storage_controller" "second" {
    server          = ddcloud_server.node[0].id
    scsi_bus_number = 1
    depends_on      = [ddcloud_network_adapter.second]
    ${rest}
  }
  resource "ddcloud_server_anti_affinity" "apart" {
    server1 = ddcloud_server.node[0].id
    server2 = ddcloud_server.node[1].id
  }
  resource "ddcloud_server_backup" "node" {
    server       = ddcloud_server.node[1].id
    service_plan = "${plan}"
    client {
      type            = "FA.Linux"
      storage_policy  = "14 Day Storage Policy"
      schedule_policy = "12AM - 6AM"
    }
  }
`;

describe("what belongs to servers", () => {
  let lab: DdcloudLab;
  const disk = (sizeGb: number) => `disk {\nscsi_unit_id = 0\nsize_gb = ${sizeGb}\n}`;
  const all = (plan: string, rest: string) => lab.provider("EU") + NETWORK + SERVERS(plan, rest);
  const server = () => lab.cloud.organisation("EU").those("server", ({ name }) => name === "node0")[0];

  beforeAll(async () => {
    lab = await DdcloudLab.start();
    await lab.apply(all("Essentials", disk(20)));
  });
  afterAll(() => lab.stop());

  it("is made", async () => {
    expect(server()?.nics.length).toBe(2);
    expect(server()?.controllers.map(({ busNumber, disks }) => [busNumber, disks.map(({ sizeGb }) => sizeGb)])).toEqual(
      [
        [0, [10]],
        [1, [20]],
      ],
    );
    expect(lab.left).toMatchObject({ antiAffinityRule: 1 });
    const { client, asset_id } = await lab.folder.state("ddcloud_server_backup.node");
    expect(asset_id).not.toBe("");
    expect(client).toMatchObject([{ type: "FA.Linux", status: "Unregistered" }]);
  });

  it("shows in the server itself, which knows nothing of its second NIC", async () => {
    const { changes } = await lab.plan();
    // an additional NIC that no block of the server names is one too many for it
    expect(changes).toEqual({ "ddcloud_server.node[0]": "update" });
  });

  it("changes in place", async () => {
    lab.forget();
    await lab.apply(all("Advanced", `${disk(30)}\ndisk {\nscsi_unit_id = 1\nsize_gb = 10\n}`));
    expect([...lab.changes].sort()).toEqual(["addDisk", "expandDisk", "modifyServerBackup"]);
    expect(server()?.controllers[1]?.disks.map(({ sizeGb }) => sizeGb)).toEqual([30, 10]);
  });

  it("is destroyed to nothing", async () => {
    await lab.destroy();
    expect(lab.left).toEqual({});
  });
});

const BALANCER = (certificate: string, key: string, rest: string) => `
  resource "ddcloud_vip_node" "node" {
    name          = "node"
    networkdomain = ddcloud_networkdomain.site.id
    ipv4_address  = "10.0.0.20"
  }
  resource "ddcloud_vip_pool" "pool" {
    name            = "pool"
    networkdomain   = ddcloud_networkdomain.site.id
    slow_ramp_time  = 10
    health_monitors = ["CCDEFAULT.Tcp"]
    ${rest}
  }
  resource "ddcloud_vip_pool_member" "member" {
    pool = ddcloud_vip_pool.pool.id
    node = ddcloud_vip_node.node.id
    port = 8080
  }
  resource "ddcloud_ssl_domain_certificate" "site" {
    name          = "site"
    networkdomain = ddcloud_networkdomain.site.id
    certificate   = ${certificate}
    private_key   = ${key}
  }
  resource "ddcloud_ssl_certificate_chain" "site" {
    name          = "chain"
    networkdomain = ddcloud_networkdomain.site.id
    chain         = ${certificate}
  }
  resource "ddcloud_ssl_offload_profile" "site" {
    name          = "offload"
    networkdomain = ddcloud_networkdomain.site.id
    certificate   = ddcloud_ssl_domain_certificate.site.id
    chain         = ddcloud_ssl_certificate_chain.site.id
  }
  resource "ddcloud_virtual_listener" "site" {
    name                = "listener"
    networkdomain       = ddcloud_networkdomain.site.id
    protocol            = "HTTP"
    port                = 443
    ipv4                = "10.0.0.200"
    pool                = ddcloud_vip_pool.pool.id
    persistence_profile = "CCDEFAULT.Cookie"
    irules              = ["CCDEFAULT.HttpsRedirect"]
    ssl_offload_profile = ddcloud_ssl_offload_profile.site.id
  }
`;

describe("a load balancer", () => {
  let lab: DdcloudLab;
  const folder = mkdtempSync(join(tmpdir(), "plumbline-certificate-"));
  const file = (name: string) => JSON.stringify(readFileSync(join(folder, name), "utf8"));
  const all = (rest = "") => lab.provider("EU") + NETWORK + BALANCER(file("certificate.pem"), file("key.pem"), rest);

  beforeAll(async () => {
    const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=site", "-days", "2"];
    execFileSync("openssl", [...request, "-keyout", "key.pem", "-out", "certificate.pem"], {
      cwd: folder,
      stdio: "ignore",
    });
    lab = await DdcloudLab.start();
    await lab.apply(all());
  });
  afterAll(async () => {
    await lab.stop();
    rmSync(folder, { recursive: true });
  });

  it("is made, with the defaults that it names", () => {
    const organisation = lab.cloud.organisation("EU");
    expect(organisation.those("virtualListener", () => true)).toMatchObject([
      { listenerIpAddress: "10.0.0.200", port: 443, iruleIds: [expect.any(String)] },
    ]);
    expect(lab.left).toMatchObject({ vipPoolMember: 1, sslOffloadProfile: 1 });
  });

  it("is the same in a second plan, and is edited in place", async () => {
    expect((await lab.plan()).changes).toEqual({});
    expect((await lab.plan(all('description = "web"'))).changes).toEqual({ "ddcloud_vip_pool.pool": "update" });
    await lab.apply();
    expect(lab.cloud.organisation("EU").those("vipPool", () => true)).toMatchObject([{ description: "web" }]);
  });

  it("is destroyed to nothing", async () => {
    await lab.destroy();
    expect(lab.left).toEqual({});
  });
});
