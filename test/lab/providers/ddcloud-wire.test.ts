// @module-tag tools
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DdcloudLab } from "./ddcloud-lab";

/** Requests that the published provider sent in one apply, one plan and one destroy of two sites. */
const LOG = resolve(import.meta.dirname, "../../../../shared/reference/ddcloud-wire.log");

const site = (name: string, datacenter: string) => `
  resource "ddcloud_networkdomain" "${name}" {
    name       = "VDC-${name}"
    datacenter = "${datacenter}"
    plan       = "ADVANCED"
    default_firewall_rule {
      type    = "DenyExternalInboundIPv6"
      enabled = false
    }
  }
  resource "ddcloud_vlan" "${name}" {
    name              = "databases"
    networkdomain     = ddcloud_networkdomain.${name}.id
    ipv4_base_address = "10.0.0.0"
    ipv4_prefix_size  = 24
  }
  resource "ddcloud_server" "${name}" {
    name           = "${name}SQL"
    networkdomain  = ddcloud_networkdomain.${name}.id
    image          = "Ubuntu 14.04 2 CPU"
    admin_password = "Passw0rd!x"
    memory_gb      = 8
    dns_primary    = "8.8.8.8"
    dns_secondary  = "8.8.4.4"
    power_state    = "start"
    primary_network_adapter {
      vlan = ddcloud_vlan.${name}.id
      ipv4 = "10.0.0.20"
    }
    disk {
      scsi_unit_id = 0
      size_gb      = 10
    }
    disk {
      scsi_unit_id = 1
      size_gb      = 50
    }
    tag {
      name  = "role"
      value = "${name}"
    }
  }
  resource "ddcloud_nat" "${name}" {
    networkdomain = ddcloud_networkdomain.${name}.id
    private_ipv4  = ddcloud_server.${name}.primary_adapter_ipv4
  }
  resource "ddcloud_firewall_rule" "${name}" {
    name                = "ssh.in"
    networkdomain       = ddcloud_networkdomain.${name}.id
    action              = "accept"
    ip_version          = "ipv4"
    protocol            = "tcp"
    destination_address = ddcloud_nat.${name}.public_ipv4
    destination_port    = "22"
  }
`;

const REPLICATION = `
  resource "ddcloud_firewall_rule" "mysql" {
    name                = "mysql.from.slave"
    networkdomain       = ddcloud_networkdomain.master.id
    action              = "accept"
    ip_version          = "ipv6"
    protocol            = "tcp"
    source_network      = "\${ddcloud_vlan.slave.ipv6_base_address}/\${ddcloud_vlan.slave.ipv6_prefix_size}"
    destination_address = ddcloud_server.master.primary_adapter_ipv6
    destination_port    = "3306"
  }
`;

/** Requests with ids, addresses and secrets blotted out, each as often as it comes; two sites mix in any order. */
function requestsIn(lines: readonly string[]): string[] {
  const plain = lines.map((line) =>
    line
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
      .replace(/"administratorPassword":"[^"]*"/, '"administratorPassword":"*"')
      .replace(/"address":"([0-9a-f]+:){7}[0-9a-f]+"/g, '"address":"ipv6"')
      .replace(/"address":"([0-9A-F]+:){7}[0-9A-F]+"/g, '"address":"IPV6"')
      .replace(/"address":"(\d+\.){3}\d+"/g, '"address":"ipv4"'),
  );
  return plain.sort();
}

/** The log's requests, process by process: each begins by asking who it is. */
function recorded(): string[][] {
  const runs: string[][] = [];
  for (const line of readFileSync(LOG, "utf8").split("\n")) {
    const request = /^\S+Z ((?:GET|POST) .*)$/.exec(line)?.[1];
    if (request?.endsWith("/myaccount")) {
      runs.push([]);
    }
    if (request !== undefined) {
      runs.at(-1)?.push(request);
    }
  }
  return runs;
}

describe.skipIf(!existsSync(LOG))("the requests of the published provider, as recorded", () => {
  let lab: DdcloudLab;
  const [apply = [], plan = [], , , destroy = []] = existsSync(LOG) ? recorded() : [];

  /** Whatever Terraform does in one run, as the log tells it. */
  async function requestsOf(run: () => Promise<unknown>): Promise<string[]> {
    lab.forget();
    await run();
    return requestsIn(lab.calls.map(({ method, path, body }) => `${method} ${path}${body === "" ? "" : ` ${body}`}`));
  }

  beforeAll(async () => {
    lab = await DdcloudLab.start({ settings: { oneNetworkDeploymentAtATime: false, tagsPastTheEnd: "error" } });
    await lab.folder.configure(lab.provider("AU") + site("master", "AU10") + site("slave", "AU11") + REPLICATION);
  });
  afterAll(() => lab.stop());

  it("are those of an apply", async () => {
    expect(await requestsOf(() => lab.apply())).toEqual(requestsIn(apply));
  });

  it("are those of a plan", async () => {
    expect(await requestsOf(() => lab.plan())).toEqual(requestsIn(plan));
  });

  it("are those of a destruction", async () => {
    const requests = await requestsOf(() => lab.destroy());
    // the log has the plan of the destruction as a run of its own
    const refreshed = requestsIn(plan).filter((line) => !line.endsWith("/myaccount"));
    expect(requests.filter((line) => !line.endsWith("/myaccount"))).toEqual(
      [...refreshed, ...requestsIn(destroy).filter((line) => !line.endsWith("/myaccount"))].sort(),
    );
    expect(lab.left).toEqual({});
  });
});
