// @module-tag unit
// What an edit of the plan changes in the output, and nothing else: a reviewer of a pull request relies on it.
import { describe, expect, it } from "vitest";
import { type Difference, difference } from "./difference";
import { type Edit, editedPlan, synthesizePlan } from "./synthesized-plan";

const before = synthesizePlan();

/** Where the default plan's group may have more to say, and its first member. */
const DATABASES = "    databases:\n";
const MEMBER = "{{ parameter.primaryLocation }}\n            mysql: sql\n";

function changes(...edits: Edit[]): Difference {
  return difference(before, synthesizePlan(editedPlan(...edits)));
}

/** The same for both nodes of the default plan. */
function ofBoth(line: (name: string, folder: string) => string): string[] {
  return [line("EU6_sql1", "nodes/EU6/sql1"), line("NA9_sql2", "nodes/NA9/sql2")];
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
    expect(changes(["description: MySQL at {{ parameter.primaryLocation }}", "description: another"])).toEqual({
      terraform: ["~ resource > ddcloud_server > EU6_sql1 > description"],
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
    expect(
      changes([MEMBER, MEMBER.replace("mysql: sql", "mysql: {group: sql, settings: {max_connections: 500}}")]),
    ).toEqual({
      terraform: [
        "+ output > expectations > value > nodes > EU6::sql1 > mysql > settings > max_connections",
        trigger("configure", "/etc/mysql/mysql.conf.d/zz-plumbline.cnf")("EU6_sql1"),
      ],
      files: ["~ nodes/EU6/sql1/configure/mysql.cnf.tftpl"],
    });
  });

  it("that adds a database user makes a password and an account", () => {
    expect(changes([DATABASES, `    users: [{name: reader, on: db01, rights: [SELECT]}]\n${DATABASES}`])).toEqual({
      terraform: [
        "~ locals > replication_sql_source_files > accounts.json",
        "+ output > secrets > value > passwords > reader at sql",
        "~ resource > null_resource > replication_sql_source > triggers > accounts of the source",
        "+ resource > null_resource > replication_sql_source > triggers > address of EU6::sql1",
        "+ resource > null_resource > replication_sql_source > triggers > generation of the secret reader at sql",
        "+ resource > random_password > replication_sql_user_reader",
      ],
      files: ["~ nodes/EU6/sql1/source/accounts.json.tftpl"],
    });
  });

  it("that raises a secret's generation replaces the secret where it is used", () => {
    const generation = "generation of the secret replicator of sql";
    expect(changes(['operators: "{{', 'secrets: {replicator: 2}\n\noperators: "{{'])).toEqual({
      terraform: [
        trigger("link", generation)("replication_sql_NA9_sql2"),
        trigger("seed", generation)("replication_sql_NA9_sql2"),
        trigger("source", "accounts of the source")("replication_sql"),
        trigger("source", generation)("replication_sql"),
        "~ resource > random_password > replication_sql_replicator > keepers > generation",
      ],
      files: ["~ nodes/EU6/sql1/source/accounts.json.tftpl"],
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
        "~ output > expectations > value > nodes > EU6::sql1 > disks",
        "~ output > expectations > value > nodes > NA9::sql2 > disks",
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

  it("of the source changes the group's own steps, and nothing of its members", () => {
    const { terraform, files } = changes([
      'source: "{{ parameter.primaryLocation }}::sql1"',
      'source: "{{ parameter.secondaryLocation }}::sql2"',
    ]);
    const group = /^. (locals|resource > null_resource) > replication_sql_/;
    expect(terraform.filter((line) => !group.test(line))).toEqual([
      // what verify and guard know of the group
      "~ output > replications > value > sql > source",
    ]);
    // the step that compares the roles has its one word changed
    expect(terraform.filter((line) => / > replication_sql_role /.test(line))).toEqual([
      "~ resource > null_resource > replication_sql_role > provisioner",
      "~ resource > null_resource > replication_sql_role > triggers > source",
    ]);
    // files of the steps that follow the source from one member to the other
    expect(files.filter((line) => !/^[-+] nodes\/(EU6\/sql1|NA9\/sql2)\/(source|link|seed)\//.test(line))).toEqual([]);
  });

  describe("that adds a member before one that is there", () => {
    const { terraform, files } = changes([
      "        - sql2:\n",
      `        - sql0:
            default: database-node
            mysql: sql

        - sql2:
`,
    ]);

    it("configures those that are there in place, without another setting of mysqld", () => {
      const of = (name: string, id: string) => [
        `~ locals > ${name}_configure_files > firewall.nft`,
        `~ locals > ${name}_configure_files > hosts`,
        `~ locals > ${name}_configure_files > seed-authorized-keys`,
        `~ locals > ${name}_configure_files > seed-known-hosts`,
        `~ locals > ${name}_ready_files > expectations`,
        `~ output > expectations > value > nodes > ${id} > peers`,
        `~ resource > null_resource > ${name}_configure > triggers > /etc/hosts`,
        `~ resource > null_resource > ${name}_configure > triggers > /etc/plumbline/firewall.nft`,
        `~ resource > null_resource > ${name}_configure > triggers > /etc/sudoers.d/plumbline-seed`,
        `~ resource > null_resource > ${name}_configure > triggers > /root/.ssh/plumbline-seed.known_hosts`,
        `~ resource > null_resource > ${name}_configure > triggers > /var/lib/plumbline-seed/.ssh/authorized_keys`,
        `~ resource > null_resource > ${name}_ready > triggers > what ready expects of the node`,
      ];
      const changed = terraform.filter((line) => line.startsWith("~") && !line.includes("replication"));
      expect([...changed].sort()).toEqual(
        [
          ...of("EU6_sql1", "EU6::sql1"),
          ...of("NA9_sql2", "NA9::sql2"),
          // one after the other, the last by name first
          "~ resource > null_resource > EU6_sql1_configure > depends_on",
        ].sort(),
      );
      const changedFiles = files.filter((line) => line.startsWith("~")).map((line) => line.replace(/^~ nodes\//, ""));
      expect(changedFiles).toEqual([
        ...["EU6/sql1", "NA9/sql2"].flatMap((folder) =>
          [
            "configure/firewall.nft.tftpl",
            "configure/hosts.tftpl",
            "configure/seed-authorized-keys.tftpl",
            "configure/seed-known-hosts.tftpl",
            "configure/seed-sudoers",
            "ready/expectations.tftpl",
            ...(folder === "EU6/sql1" ? ["source/accounts.json.tftpl"] : []),
          ].map((path) => `${folder}/${path}`),
        ),
      ]);
    });

    it("has the group compare all roles anew, and give the new one its accounts", () => {
      expect(
        terraform.filter(
          (line) => line.startsWith("~") && line.includes("replication") && !line.includes(" > triggers > address"),
        ),
      ).toEqual([
        "~ locals > replication_sql_source_files > accounts.json",
        "~ output > replications > value > sql > members",
        "~ resource > null_resource > replication_sql_role > provisioner",
        "~ resource > null_resource > replication_sql_role > triggers > step",
        "~ resource > null_resource > replication_sql_source > triggers > accounts of the source",
      ]);
    });

    it("builds the whole of the new one", () => {
      const added = terraform.filter((line) => /^\+ resource > null_resource > (replication_sql_)?NA9_sql0/.test(line));
      expect(added.map((line) => line.split("NA9_sql0_")[1])).toEqual([
        "adopt",
        "boot",
        "configure",
        "grow",
        "monitoring",
        "ready",
        "link",
        "seed",
        "verify",
      ]);
      expect(terraform.filter((line) => line.startsWith("-"))).toEqual([]);
    });
  });
});
