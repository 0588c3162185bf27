// @module-tag unit
// What an edit of the plan changes in the output, and nothing else: a reviewer of a pull request relies on it.
import { describe, expect, it } from "vitest";
import { type Difference, difference } from "./difference";
import { type Edit, editedPlan, synthesizePlan } from "./synthesized-plan";

const before = synthesizePlan();

/** The text that makes the default plan's source have more to say. */
const SOURCE = "populate: persons.sql";

function changes(...edits: Edit[]): Difference {
  return difference(before, synthesizePlan(editedPlan(...edits)));
}

/** The same for both nodes of the default plan. */
function ofBoth(line: (name: string, folder: string) => string): string[] {
  return [line("EU6_master_sql", "nodes/EU6/master-sql"), line("NA9_slave_sql", "nodes/NA9/slave-sql")];
}

function both(...lines: readonly ((name: string, folder: string) => string)[]): string[] {
  return lines.flatMap(ofBoth).sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

const trigger = (step: string, label: string) => (name: string) =>
  `~ resource > null_resource > ${name}_${step} > triggers > ${label}`;
const file = (path: string) => (_: string, folder: string) => `~ ${folder}/${path}`;

describe("an edit of the plan", () => {
  it("that changes nothing changes nothing", () => {
    expect(changes()).toEqual({ terraform: [], files: [] });
  });

  it("of a node's memory changes the servers' memory", () => {
    expect(changes(["default: 32", "default: 64"])).toEqual({
      terraform: both((name) => `~ resource > ddcloud_server > ${name} > memory_gb`),
      files: [],
    });
  });

  it("of a memory that is written as a number does the same", () => {
    const plain = editedPlan(['memory: "{{ parameter.memoryPerNode }}"', "memory: 32"]);
    expect(difference(before, synthesizePlan(plain))).toEqual({ terraform: [], files: [] });
    expect(difference(before, synthesizePlan(plain.replace("memory: 32", "memory: 64"))).terraform).toEqual(
      both((name) => `~ resource > ddcloud_server > ${name} > memory_gb`),
    );
  });

  it("of a description changes the description", () => {
    expect(changes(["description: MySQL source", "description: the source"])).toEqual({
      terraform: ["~ resource > ddcloud_server > EU6_master_sql > description"],
      files: [],
    });
  });

  it("that opens a port adds a firewall rule, and applies the node's own firewall in place", () => {
    expect(changes(["- internet 22", "- internet 22 443"])).toEqual({
      terraform: [
        ...both((name) => `+ resource > ddcloud_firewall_rule > ${name}_tcp_443`),
        ...both(trigger("configure", "/etc/plumbline/firewall.nft")),
      ],
      files: both(file("configure/firewall.nft.tftpl")),
    });
  });

  it("of who may log in changes rules and firewalls, and no server", () => {
    expect(changes(["default: any", "default: [203.0.113.0/24]"])).toEqual({
      terraform: [
        "+ resource > ddcloud_address_list",
        ...both((name) => `+ resource > ddcloud_firewall_rule > ${name}_tcp_22 > source_address_list`),
        ...both(trigger("configure", "/etc/plumbline/firewall.nft")),
      ],
      files: both(file("configure/firewall.nft.tftpl")),
    });
  });

  it("that adds an operator's key writes the keys in place", () => {
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJLB6hqQhbTB0XQpkN4WWwSvWQ6c6lMXrXb1W2NYQd1Q ada";
    expect(changes(['operators: "{{', `keys: ["${key}"]\n\noperators: "{{`])).toEqual({
      // the provisioner of adopt is for nodes that are yet to come; its triggers stay
      terraform: both(
        (name) => `~ resource > null_resource > ${name}_adopt > provisioner`,
        trigger("configure", "/home/ubuntu/.ssh/authorized_keys"),
      ),
      files: both(file("configure/authorized-keys.tftpl")),
    });
  });

  it("of a MySQL setting configures that server, and no other", () => {
    expect(changes([SOURCE, `${SOURCE}\n              settings: {max_connections: 500}`])).toEqual({
      terraform: [
        "+ output > expectations > value > nodes > EU6::master-sql > mysql > settings > max_connections",
        trigger("configure", "/etc/mysql/mysql.conf.d/zz-plumbline.cnf")("EU6_master_sql"),
      ],
      files: ["~ nodes/EU6/master-sql/configure/mysql.cnf.tftpl"],
    });
  });

  it("that adds a database user makes a password and an account", () => {
    expect(changes([SOURCE, `${SOURCE}\n              users: [{name: reader, rights: [SELECT]}]`])).toEqual({
      terraform: [
        "~ locals > EU6_master_sql_source_files > accounts.json",
        "+ output > secrets > value > passwords > reader at EU6::master-sql",
        "~ resource > null_resource > EU6_master_sql_source > triggers > accounts of the source",
        "+ resource > null_resource > EU6_master_sql_source > triggers > address of EU6::master-sql",
        "+ resource > null_resource > EU6_master_sql_source > triggers > generation of the secret reader at EU6::master-sql",
        "+ resource > random_password > master_sql_replication_user_reader",
      ],
      files: ["~ nodes/EU6/master-sql/source/accounts.json.tftpl"],
    });
  });

  it("that raises a secret's generation replaces the secret where it is used", () => {
    const generation = "generation of the secret replicator of EU6::master-sql";
    expect(changes(['operators: "{{', 'secrets: {replicator: 2}\n\noperators: "{{'])).toEqual({
      terraform: [
        trigger("source", "accounts of the source")("EU6_master_sql"),
        trigger("source", generation)("EU6_master_sql"),
        trigger("link", generation)("NA9_slave_sql"),
        trigger("seed", generation)("NA9_slave_sql"),
        "~ resource > random_password > master_sql_replication_replicator > keepers > generation",
      ],
      files: ["~ nodes/EU6/master-sql/source/accounts.json.tftpl"],
    });
  });

  it("of the certificates' validity renews certificates", () => {
    expect(changes(["default: 365", "default: 200"])).toEqual({
      terraform: [
        ...both((name) => `~ resource > tls_locally_signed_cert > ${name}_tls_certificate > validity_period_hours`),
        // the authority is renewed as long before its end as what it signs lives; that replaces nothing now
        "~ resource > tls_self_signed_cert > authority > early_renewal_hours",
      ],
      files: [],
    });
  });

  it("of a disk's size grows the disk and the file system", () => {
    expect(changes(["- 1 50 standard", "- 1 100 standard"])).toEqual({
      terraform: [
        "~ output > expectations > value > nodes > EU6::master-sql > disks",
        "~ output > expectations > value > nodes > NA9::slave-sql > disks",
        ...both((name) => `~ resource > ddcloud_server > ${name} > disk`),
        ...both(
          (name) => `~ resource > null_resource > ${name}_grow > provisioner`,
          trigger("grow", "disks"),
          trigger("ready", "what ready expects of the node"),
        ),
      ],
      files: both(file("ready/expectations.tftpl")),
    });
  });

  it("of monitoring changes monitoring", () => {
    expect(changes(["monitoring: essentials", "monitoring: advanced"])).toEqual({
      terraform: both(trigger("monitoring", "plan")),
      files: [],
    });
  });

  it("that ends monitoring takes away two steps", () => {
    expect(changes(["    monitoring: essentials\n", ""])).toEqual({
      terraform: both((name) => `- resource > null_resource > ${name}_monitoring`),
      files: ["- scripts/monitoring.sh"],
    });
  });

  it("of the first boot counts for nodes that are yet to come, and runs nothing", () => {
    expect(changes(["- 3.ubuntu.pool.ntp.org", "- time.example.com"])).toEqual({
      terraform: [],
      files: both(file("boot/meta-data"), file("boot/user-data")),
    });
  });

  it("of the documentation changes the documentation", () => {
    expect(changes(["Open two terminals and log in", "Log in"])).toEqual({
      terraform: ["~ output > information > value"],
      files: [],
    });
  });

  describe("that adds a replica before the first", () => {
    const { terraform, files } = changes([
      "        - slave-sql:\n",
      `        - another-sql:
            default: database-node
            mysql: {role: replica, source: "EU6::master-sql"}

        - slave-sql:
`,
    ]);

    it("changes nothing of the first", () => {
      expect([...terraform, ...files].filter((line) => /slave[-_]sql/.test(line))).toEqual([]);
    });

    it("configures the source in place, without another setting of mysqld", () => {
      expect(terraform.filter((line) => line.startsWith("~"))).toEqual([
        "~ locals > EU6_master_sql_configure_files > firewall.nft",
        "~ locals > EU6_master_sql_configure_files > hosts",
        "~ locals > EU6_master_sql_configure_files > seed-authorized-keys",
        "~ locals > EU6_master_sql_ready_files > expectations",
        "~ locals > EU6_master_sql_source_files > accounts.json",
        "~ output > expectations > value > nodes > EU6::master-sql > peers",
        "~ resource > null_resource > EU6_master_sql_configure > depends_on",
        "~ resource > null_resource > EU6_master_sql_configure > triggers > /etc/hosts",
        "~ resource > null_resource > EU6_master_sql_configure > triggers > /etc/plumbline/firewall.nft",
        "~ resource > null_resource > EU6_master_sql_configure > triggers > /etc/sudoers.d/plumbline-seed",
        "~ resource > null_resource > EU6_master_sql_configure > triggers > /var/lib/plumbline-seed/.ssh/authorized_keys",
        "~ resource > null_resource > EU6_master_sql_ready > triggers > what ready expects of the node",
        "~ resource > null_resource > EU6_master_sql_source > triggers > accounts of the source",
      ]);
      expect(files.filter((line) => line.startsWith("~")).map((line) => line.split("/").slice(3).join("/"))).toEqual([
        "configure/firewall.nft.tftpl",
        "configure/hosts.tftpl",
        "configure/seed-authorized-keys.tftpl",
        "configure/seed-sudoers",
        "ready/expectations.tftpl",
        "source/accounts.json.tftpl",
      ]);
    });

    it("builds the whole of the new one", () => {
      const added = terraform.filter((line) => line.startsWith("+ resource > null_resource > NA9_another_sql"));
      expect(added.map((line) => line.split("NA9_another_sql_")[1])).toEqual([
        "adopt",
        "boot",
        "configure",
        "grow",
        "link",
        "monitoring",
        "ready",
        "seed",
        "verify",
      ]);
      expect(terraform.filter((line) => line.startsWith("-"))).toEqual([]);
    });
  });
});
