// @module-tag unit
// The 22 requirements of the use case, each as it shows in what is synthesized from the default plan. That they hold on
// the nodes too is another matter, and is proven by a rehearsal.

import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { synthesizePlan } from "./stacks/synthesized-plan";

const { terraform, files } = synthesizePlan();
const { resource } = terraform;
const SOURCE = "EU6_master_sql";
const REPLICA = "NA9_slave_sql";
const NODES = [
  { name: SOURCE, folder: "nodes/EU6/master-sql", alias: "ddcloud.eu", location: "EU6" },
  { name: REPLICA, folder: "nodes/NA9/slave-sql", alias: "ddcloud.na", location: "NA9" },
] as const;

/** The commands that a step runs on its node, in order. */
function commands(step: string): string[] {
  const provisioners: { "remote-exec"?: { inline: string[] } }[] = resource.null_resource[step].provisioner;
  return provisioners.flatMap((one) => one["remote-exec"]?.inline ?? []);
}

function userData(folder: string) {
  return parse(files[`${folder}/boot/user-data`] ?? "", { version: "1.1" });
}

describe("the default plan", () => {
  it("1. selects two MCP locations", () => {
    const domains = Object.values<{ datacenter: string; provider: string }>(resource.ddcloud_networkdomain);
    expect(domains.map(({ datacenter, provider }) => `${datacenter} ${provider}`).sort()).toEqual([
      "EU6 ddcloud.eu",
      "NA9 ddcloud.na",
    ]);
  });

  it("2. adds a network domain at each location", () => {
    for (const { location, alias } of NODES) {
      expect(resource.ddcloud_networkdomain[location]).toMatchObject({ name: "SqlReplication", provider: alias });
    }
  });

  it("3. adds an Ethernet network (VLAN) at each location, with a range of its own", () => {
    const ranges = NODES.map(({ location }) => {
      const vlan = resource.ddcloud_vlan[`${location}_databases`];
      expect(vlan.networkdomain).toBe(`\${ddcloud_networkdomain.${location}.id}`);
      return `${vlan.ipv4_base_address}/${vlan.ipv4_prefix_size}`;
    });
    expect(ranges).toEqual(["10.1.0.0/24", "10.2.0.0/24"]);
  });

  it("4. allows IPv6 traffic between the two networks", () => {
    const rules = resource.ddcloud_firewall_rule;
    expect(rules.EU6_databases_from_NA9_databases_icmp).toMatchObject({ ip_version: "IPV6", action: "accept" });
    expect(rules.NA9_databases_from_EU6_databases_icmp).toMatchObject({ ip_version: "IPV6", action: "accept" });
    expect(rules[`${SOURCE}_from_${REPLICA}_tcp_3306`]).toMatchObject({
      ip_version: "IPV6",
      source_address: `\${local.${REPLICA}_ipv6}`,
      destination_address: `\${local.${SOURCE}_ipv6}`,
      destination_port: "3306",
    });
    for (const { location } of NODES) {
      expect(resource.ddcloud_networkdomain[location].default_firewall_rule).toEqual([
        { type: "DenyExternalInboundIPv6", enabled: false },
      ]);
    }
  });

  it("5. deploys an Ubuntu server at each location, and starts it", () => {
    for (const { name, location } of NODES) {
      expect(resource.ddcloud_server[name]).toMatchObject({
        image: expect.stringMatching(/^Ubuntu/),
        networkdomain: `\${ddcloud_networkdomain.${location}.id}`,
        power_state: "start",
      });
    }
  });

  it("6. monitors these servers in the real-time dashboard of the platform", () => {
    for (const { name } of NODES) {
      const monitoring = resource.null_resource[`${name}_monitoring`];
      expect(monitoring.triggers).toMatchObject({ server: `\${ddcloud_server.${name}.id}`, plan: "ESSENTIALS" });
      expect(
        monitoring.provisioner.map((one: Record<string, { command: string }>) => one["local-exec"]?.command),
      ).toEqual([
        `bash scripts/note.sh begin ../../../state/steps.fittings/${name}_monitoring`,
        "bash scripts/monitoring.sh enable",
        `bash scripts/note.sh end ../../../state/steps.fittings/${name}_monitoring "$BEFORE"`,
        "bash scripts/monitoring.sh disable",
      ]);
    }
    expect(files["scripts/monitoring.sh"]).toContain("enableServerMonitoring");
  });

  it("7. provides 8 CPU and 32 GB of RAM to each node", () => {
    for (const { name } of NODES) {
      expect(resource.ddcloud_server[name]).toMatchObject({ cpu_count: 8, memory_gb: 32 });
    }
  });

  it("8. adds a virtual disk of 50 GB to each node", () => {
    for (const { name } of NODES) {
      const disks: { scsi_unit_id: number }[] = resource.ddcloud_server[name].disk;
      expect(disks.map(({ scsi_unit_id }) => scsi_unit_id)).toEqual([0, 1]);
      expect(disks[1]).toEqual({ scsi_unit_id: 1, size_gb: 50, speed: "STANDARD" });
    }
  });

  it("9. assigns public IPv4 addresses to nodes", () => {
    for (const { name } of NODES) {
      const [node] = Object.values<{ public_ipv4: string }>(terraform.output.nodes.value).filter((one) =>
        one.public_ipv4.includes(name),
      );
      expect(node?.public_ipv4).toBe(`\${ddcloud_nat.${name}_nat.public_ipv4}`);
    }
  });

  it("10. adds address translation (NAT) for end-to-end IP connectivity", () => {
    for (const { name } of NODES) {
      expect(resource.ddcloud_nat[`${name}_nat`].private_ipv4).toBe(`\${ddcloud_server.${name}.primary_adapter_ipv4}`);
    }
  });

  it("11. adds a firewall rule to accept TCP traffic on port 22 (ssh)", () => {
    for (const { name } of NODES) {
      expect(resource.ddcloud_firewall_rule[`${name}_tcp_22`]).toMatchObject({
        action: "accept",
        ip_version: "IPV4",
        protocol: "TCP",
        destination_port: "22",
        destination_address: `\${ddcloud_nat.${name}_nat.public_ipv4}`,
      });
    }
  });

  it("12. combines the virtual disks into a single expanded logical volume (LVM)", () => {
    for (const { name } of NODES) {
      expect(commands(`${name}_grow`)).toContain("sudo bash /home/ubuntu/.plumbline/grow/grow.sh 1:50");
    }
    for (const word of ["pvcreate", "vgextend", "lvextend"]) {
      expect(files["scripts/grow.sh"]).toContain(word);
    }
  });

  it("13. updates the operating system of each node", () => {
    for (const { folder } of NODES) {
      expect(userData(folder)).toMatchObject({ package_update: true, package_upgrade: true });
    }
  });

  it("14. synchronises the nodes' clocks with NTP", () => {
    for (const { folder } of NODES) {
      expect(userData(folder).ntp).toMatchObject({
        enabled: true,
        servers: expect.arrayContaining([expect.any(String)]),
      });
    }
    expect(files["scripts/ready.sh"]).toMatch(/NTPSynchronized|chronyc/);
  });

  it("15. installs a new SSH key to secure remote communications", () => {
    expect(resource.tls_private_key.ssh_deployer.algorithm).toBe("ED25519");
    for (const { name, folder } of NODES) {
      expect(resource.tls_private_key[`${name}_host_key`].algorithm).toBe("ED25519");
      expect(files[`${folder}/configure/authorized-keys.tftpl`]).toContain("${deployer}");
      expect(resource.null_resource[`${name}_configure`].connection.host_key).toBe(`\${local.${name}_host_key_public}`);
    }
  });

  it("16. configures SSH to reject passwords and to prevent access from the root account", () => {
    for (const { folder } of NODES) {
      const config = userData(folder);
      const written: { path: string; content: string }[] = config.write_files;
      const sshd = written.find(({ path }) => path.startsWith("/etc/ssh/sshd_config.d/"));
      expect(sshd?.content).toMatch(/^PasswordAuthentication no$/m);
      expect(sshd?.content).toMatch(/^PermitRootLogin no$/m);
      expect(config).toMatchObject({ ssh_pwauth: false, disable_root: true });
    }
  });

  it("17. adds IPv6 addresses to /etc/hosts for easy handling", () => {
    for (const { folder } of NODES) {
      const hosts = files[`${folder}/configure/hosts.tftpl`];
      expect(hosts).toMatch(/^\$\{EU6_master_sql_ipv6\}\s+master-sql$/m);
      expect(hosts).toMatch(/^\$\{NA9_slave_sql_ipv6\}\s+slave-sql$/m);
    }
  });

  it("18. installs MySQL at each node", () => {
    for (const { folder } of NODES) {
      const scripts: { path: string; content: string }[] = userData(folder).write_files;
      const script = scripts.find(({ path }) => path === "/var/lib/plumbline/first-boot.sh");
      expect(script?.content).toMatch(/apt-get .*\n.* install mysql-server/);
      expect(userData(folder).runcmd).toContainEqual(["bash", "/var/lib/plumbline/first-boot.sh"]);
    }
  });

  it("19. configures the master (source) database", () => {
    const configuration = files["nodes/EU6/master-sql/configure/mysql.cnf.tftpl"];
    for (const line of [/^gtid_mode\s*= ON$/m, /^log_bin\s*= mysql-bin$/m, /^server_id\s*= \d+$/m]) {
      expect(configuration).toMatch(line);
    }
    expect(commands(`${SOURCE}_configure`)).toContain(
      "sudo bash /home/ubuntu/.plumbline/configure/configure-mysql.sh source",
    );
    expect(files["nodes/EU6/master-sql/source/accounts.json.tftpl"]).toContain("REPLICATION SLAVE");
  });

  it("20. configures the slave (replica) database", () => {
    const configuration = files["nodes/NA9/slave-sql/configure/mysql.cnf.tftpl"];
    expect(configuration).toMatch(/^super_read_only\s*= ON$/m);
    const id = (text: string | undefined) => /^server_id\s*= (\d+)$/m.exec(text ?? "")?.[1];
    expect(id(configuration)).not.toBe(id(files["nodes/EU6/master-sql/configure/mysql.cnf.tftpl"]));
    expect(commands(`${REPLICA}_configure`)).toContain(
      "sudo bash /home/ubuntu/.plumbline/configure/configure-mysql.sh replica",
    );
  });

  it("21. populates the master database; dumps it and loads it at the slave node", () => {
    expect(files["nodes/EU6/master-sql/source/populate.sql"]).toContain("persons");
    expect(commands(`${SOURCE}_source`)).toContain("sudo bash /home/ubuntu/.plumbline/source/database.sh db01");
    expect(files["nodes/EU6/master-sql/configure/seed-dump"]).toContain("mysqldump");
    expect(commands(`${REPLICA}_seed`)).toContain(
      "sudo bash /home/ubuntu/.plumbline/seed/seed.sh master-sql slave-sql",
    );
    expect(files["scripts/seed.sh"]).toContain("rsync");
    expect(resource.null_resource[`${REPLICA}_seed`].triggers["after link"]).toBe(
      `\${null_resource.${REPLICA}_link.id}`,
    );
  });

  it("22. starts the replication from the master to the slave", () => {
    const channel = files["nodes/NA9/slave-sql/seed/channel.sql.tftpl"];
    expect(channel).toContain("SOURCE_HOST = 'master-sql'");
    expect(channel).toContain("SOURCE_AUTO_POSITION = 1");
    expect(channel).toContain("SOURCE_SSL_VERIFY_SERVER_CERT = 1");
    expect(files["scripts/seed.sh"]).toContain("START REPLICA");
    expect(commands(`${REPLICA}_verify`)).toContain(
      `sudo bash /home/ubuntu/.plumbline/verify/verify.sh \${null_resource.${SOURCE}_canary_for_${REPLICA}.id} master-sql ubuntu`,
    );
  });
});
