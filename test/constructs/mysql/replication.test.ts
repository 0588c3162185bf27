// @module-tag unit

import type { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { MysqlReplication } from "../../../constructs/mysql/replication";
import type { MysqlReplicationProps } from "../../../constructs/mysql/replication-props";
import { Network } from "../../../constructs/network/network";
import type { Node } from "../../../constructs/node/node";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { serverId } from "../../../templates/mysql/server-id";
import { domainAt, nodeIn, refused, scratch, synthesize } from "../synthesized";

/** A source at one location, replicas at another, and a network of clients beside them. */
function stage(app: App, replicas = 1) {
  const stack = new PlumblineStack(app, "test");
  const eu = domainAt(stack, "EU6");
  const na = domainAt(stack, "NA9");
  const source = nodeIn(new Network(eu, "databases", { ipv4: "10.1.0.0/24" }), "source");
  const network = new Network(na, "databases", { ipv4: "10.2.0.0/24" });
  const nodes = Array.from({ length: replicas }, (_, index) => nodeIn(network, `replica-${index + 1}`));
  const web = new Network(eu, "web", { ipv4: "10.3.0.0/24" });
  return { stack, source, replicas: nodes, replica: nodes[0] as Node, web };
}

function replicated(
  props: (staged: ReturnType<typeof stage>) => Partial<MysqlReplicationProps> = () => ({}),
  replicas = 1,
) {
  return synthesize((app) => {
    const staged = stage(app, replicas);
    const { source, stack } = staged;
    new MysqlReplication(stack, "db", {
      members: [source, ...staged.replicas],
      source,
      database: "db01",
      ...props(staged),
    });
    return stack;
  });
}

describe("a replication", () => {
  it("opens what a replica needs of its source between all members, address to address, and no more", () => {
    const { terraform } = replicated();
    const rules = Object.entries<Record<string, string>>(terraform.resource.ddcloud_firewall_rule);
    expect(
      rules.map(([id, rule]) => [id, rule.ip_version, rule.protocol, rule.destination_port ?? "-"].join(" ")),
    ).toEqual([
      "EU6_source_from_NA9_replica_1_icmp IPV6 ICMP -",
      "EU6_source_from_NA9_replica_1_tcp_22 IPV6 TCP 22",
      "EU6_source_from_NA9_replica_1_tcp_3306 IPV6 TCP 3306",
      "NA9_replica_1_from_EU6_source_icmp IPV6 ICMP -",
      "NA9_replica_1_from_EU6_source_tcp_22 IPV6 TCP 22",
      "NA9_replica_1_from_EU6_source_tcp_3306 IPV6 TCP 3306",
    ]);
    for (const [, rule] of rules) {
      expect(rule.source_address).toMatch(/^\$\{local\.\w+_ipv6\}$/);
      expect(rule.destination_address).toMatch(/^\$\{local\.\w+_ipv6\}$/);
    }
  });

  it("notes the runs of each step on its node by a name that no other has", () => {
    const steps = Object.values<{ triggers: { step: string } }>(
      replicated(undefined, 2).terraform.resource.null_resource,
    );
    const names = steps.map(({ triggers }) => triggers.step);
    expect(names).toContain("EU6::source canary_for_NA9_replica_2");
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("says the same to the nodes' own firewalls", () => {
    const { files } = replicated();
    const source = files["nodes/EU6/source/configure/firewall.nft.tftpl"];
    expect(source).toContain("ip6 saddr ${NA9_replica_1_ipv6} tcp dport 3306 accept");
    const replica = files["nodes/NA9/replica-1/configure/firewall.nft.tftpl"];
    expect(replica).toContain("ip6 saddr ${EU6_source_ipv6} tcp dport 3306 accept");
    expect(replica).toContain("ip6 saddr ${EU6_source_ipv6} icmpv6 type echo-request accept");
    // neighbours are clients or nobody
    expect(replica).not.toContain("_range}");
  });

  it("goes through its steps in order", () => {
    const { null_resource: steps } = replicated().terraform.resource;
    const behind = (id: string) =>
      Object.entries<string>(steps[id].triggers)
        .filter(([label]) => label.startsWith("after "))
        .map(([, value]) => value.replace(/^\$\{null_resource\.(\w+)\.id\}$/, "$1"))
        .sort();
    expect(behind("EU6_source_ready")).toEqual(["EU6_source_configure"]);
    expect(behind("db_role")).toEqual(["EU6_source_ready", "NA9_replica_1_ready"]);
    expect(behind("db_source")).toEqual(["EU6_source_ready", "db_role"]);
    expect(behind("db_NA9_replica_1_link")).toEqual(["NA9_replica_1_ready", "db_role", "db_source"]);
    expect(behind("db_NA9_replica_1_seed")).toEqual(["db_NA9_replica_1_link"]);
    expect(behind("db_canary_for_NA9_replica_1")).toEqual(["db_NA9_replica_1_seed"]);
    expect(behind("db_NA9_replica_1_verify")).toEqual(["db_canary_for_NA9_replica_1"]);
  });

  it.each([0, 1, 2])("configures one member after the other, whoever the source is (%i)", (source) => {
    const { terraform } = replicated((staged) => {
      const members = [staged.source, ...staged.replicas];
      return { members, source: members[source] as Node };
    }, 2);
    const dependsOn = (id: string) => terraform.resource.null_resource[`${id}_configure`].depends_on;
    expect(dependsOn("NA9_replica_2")).toBeUndefined();
    expect(dependsOn("NA9_replica_1")).toEqual(["null_resource.NA9_replica_2_configure"]);
    expect(dependsOn("EU6_source")).toEqual(["null_resource.NA9_replica_1_configure"]);
  });

  it("compares the roles of all members before data are touched, from the operator's machine", () => {
    const { terraform, files } = replicated();
    const role = terraform.resource.null_resource.db_role;
    const [, { "local-exec": script }] = role.provisioner;
    expect(script.command).toBe("bash scripts/role.sh");
    expect(script.environment).toMatchObject({ GROUP: "db", SOURCE: "EU6::source" });
    const lines = script.environment.MEMBERS.split("\n").map((line: string) => line.split(" "));
    expect(lines.map(([id, login, , ready]: string[]) => [id, login, ready])).toEqual([
      ["EU6::source", "ubuntu", "${null_resource.EU6_source_ready.id}@null_resource.EU6_source_ready"],
      ["NA9::replica-1", "ubuntu", "${null_resource.NA9_replica_1_ready.id}@null_resource.NA9_replica_1_ready"],
    ]);
    // each of them notes the run
    expect(role.triggers.step).toBe("EU6::source,NA9::replica-1 role");
    expect(role.triggers.source).toBe("EU6::source");
    expect(Object.keys(files)).toEqual(expect.arrayContaining(["scripts/role.sh", "scripts/role-node.sh"]));
    const begin = JSON.stringify(terraform.resource.null_resource.db_source.provisioner);
    expect(begin).toContain(" role=${null_resource.db_role.id}@null_resource.db_role");
  });

  it("has nothing of a member depend on who the source is", () => {
    const synthesized = (of: (staged: ReturnType<typeof stage>) => Node) =>
      replicated(
        (staged) => ({ source: of(staged), users: [{ name: "app", rights: ["ALL"] }], populate: "SELECT 1;" }),
        2,
      );
    const [one, other] = [synthesized(({ source }) => source), synthesized(({ replica }) => replica)];
    // steps of the group, and the output that says who the source is
    const ownOf = ({ terraform }: typeof one) =>
      JSON.stringify(terraform, (key, value) => (/^db_/.test(key) || key === "replications" ? undefined : value));
    expect(ownOf(other)).toBe(ownOf(one));
    const filesOf = ({ files }: typeof one) =>
      Object.entries(files).filter(
        ([path]) => path !== "cdk.tf.json" && !/^nodes\/[^/]+\/[^/]+\/(source|link|seed)\//.test(path),
      );
    expect(filesOf(other)).toEqual(filesOf(one));
    expect(Object.keys(one.terraform.resource.random_password).filter((id) => id.startsWith("db_"))).toEqual([
      "db_replicator",
      "db_user_app",
    ]);
  });

  it("keeps a server whose image is edited", () => {
    const { terraform } = replicated();
    expect(terraform.resource.ddcloud_server.EU6_source.lifecycle).toEqual({ ignore_changes: ["image"] });
  });

  it("gives each node a certificate for its name and address", () => {
    const { terraform } = replicated();
    expect(terraform.resource.tls_cert_request.NA9_replica_1_tls_request).toMatchObject({
      dns_names: ["replica-1"],
      ip_addresses: ["${local.NA9_replica_1_ipv6}"],
    });
    expect(terraform.resource.tls_locally_signed_cert.NA9_replica_1_tls_certificate.ca_cert_pem).toBe(
      "${tls_self_signed_cert.authority.cert_pem}",
    );
    expect(Object.keys(terraform.resource.tls_self_signed_cert)).toEqual(["authority"]);
  });

  it("gives the replication account a password that MySQL takes", () => {
    const password = replicated().terraform.resource.random_password.db_replicator;
    expect(password).toMatchObject({ length: 32, min_special: 2 });
  });

  it("lets clients in where they may connect, and gives their users accounts", () => {
    const { terraform, files } = replicated(({ source, replicas, web }) => ({
      members: [{ node: source, clients: [{ network: web }, { cidr: "2001:db8:5::/48" }] }, ...replicas],
      users: [{ name: "reader", rights: ["SELECT"] }],
    }));
    const rules = terraform.resource.ddcloud_firewall_rule;
    expect(rules.EU6_source_from_EU6_web_tcp_3306).toMatchObject({ source_network: "${local.EU6_web_ipv6}" });
    expect(rules.EU6_source_from_2001_db8_5_x_48_tcp_3306).toMatchObject({ source_network: "2001:db8:5::/48" });
    const clients = files["nodes/EU6/source/source/clients.tftpl"];
    expect(clients).toContain("2001:db8:5::/48\n");
    expect(clients).toContain("${EU6_web_ipv6_range}\n");
    expect(files["nodes/EU6/source/source/accounts.json.tftpl"]).toContain("${user_reader_password}");
    expect(Object.keys(terraform.output.secrets.value.passwords)).toEqual(["reader at db", "replicator of db"]);
  });

  it("keeps apart users, networks and members, whatever they are called", () => {
    const { files } = replicated(({ source, replicas, web }) => ({
      members: [{ node: source, clients: [{ network: web }] }, ...replicas],
      users: [
        { name: "client_EU6_web", rights: ["SELECT"] },
        { name: "EU6_source_ipv6", rights: ["SELECT"] },
      ],
    }));
    const variables = (name: string) => [...(files[name] as string).matchAll(/\$\{(\w+)\}/g)].map(([, found]) => found);
    const accounts = new Set(variables("nodes/EU6/source/source/accounts.json.tftpl"));
    expect(accounts).toContain("user_client_EU6_web_password");
    expect(variables("nodes/EU6/source/source/clients.tftpl").filter((name) => accounts.has(name ?? ""))).toEqual([]);
    expect(() =>
      replicated(() => ({
        users: [
          { name: "a-b", rights: ["SELECT"] },
          { name: "A_b", rights: ["SELECT"] },
        ],
      })),
    ).toThrow("user A_b is there twice; capitals and dashes tell none apart");
  });

  it("ends the password that a replica had before once its channel is seeded", () => {
    const { terraform } = replicated();
    const canary = JSON.stringify(
      Object.entries(terraform.resource.null_resource).find(([name]) => name.includes("canary"))?.[1],
    );
    expect(canary.indexOf("retire.sh")).toBeGreaterThan(0);
    expect(canary.indexOf("retire.sh")).toBeLessThan(canary.indexOf("verify-source.sh"));
  });

  it("tells what its servers are to be, for whoever looks at them later", () => {
    const { output } = replicated(() => ({ populate: "SELECT 1;" })).terraform;
    const { nodes } = output.expectations.value;
    const common = { replication: "db", certificate_days: 30 };
    expect(output.replications.value).toEqual({
      db: { source: "EU6::source", members: ["EU6::source", "NA9::replica-1"], database: "db01", populated: true },
    });
    expect(nodes["EU6::source"]).toEqual({
      disks: [{ unit: 0, gigabytes: 10 }],
      peers: [{ name: "replica-1", ipv6: "${local.NA9_replica_1_ipv6}" }],
      mysql: { ...common, server_id: serverId("EU6::source"), settings: expect.anything() },
    });
    expect(nodes["NA9::replica-1"].mysql).toEqual({
      ...common,
      server_id: serverId("NA9::replica-1"),
      // all of its option file but what is known at apply
      settings: expect.objectContaining({ gtid_mode: "ON", super_read_only: "ON", report_host: "replica-1" }),
    });
    expect(nodes["NA9::replica-1"].mysql.settings).not.toHaveProperty("bind_address");
    expect(nodes["NA9::replica-1"].peers).toEqual([{ name: "source", ipv6: "${local.EU6_source_ipv6}" }]);
  });

  it("gives up a replica's data only where it is told a word", () => {
    const seed = (reseed?: string) =>
      replicated(({ source, replica }) => ({
        members: [source, { node: replica, ...(reseed ? { reseed } : {}) }],
      })).terraform.resource.null_resource.db_NA9_replica_1_seed;
    const command = (step: { provisioner: { "remote-exec"?: { inline: string[] } }[] }) =>
      step.provisioner.flatMap((one) => one["remote-exec"]?.inline ?? []).find((line) => line.includes("seed.sh"));
    expect(command(seed())).toMatch(/seed\.sh source replica-1$/);
    expect(command(seed("again-1"))).toMatch(/seed\.sh source replica-1 again-1$/);
    expect(seed("again-1").triggers.reseed).toBe("again-1");
  });

  it.each<[string, (staged: ReturnType<typeof stage>) => Partial<MysqlReplicationProps>, string]>([
    [
      "a node that is there twice",
      ({ source }) => ({ members: [source, source] }),
      "EU6::source is there twice; each server is one member",
    ],
    [
      "a source that is no member",
      ({ replicas }) => ({ members: replicas }),
      "the source EU6::source is not a member; members are NA9::replica-1",
    ],
    ["a database without a name", () => ({ database: "" }), 'database "" is not allowed'],
    ["a database whose name the shell would read", () => ({ database: "a$b" }), 'database "a$b" is not allowed'],
    [
      "a database of an odd name",
      () => ({ database: "a`b" }),
      'database "a`b" is not allowed; a name has 1 to 64 letters',
    ],
    [
      "a replica that takes less than its source does",
      ({ source, replica }) => ({
        members: [source, { node: replica, settings: { max_binlog_cache_size: "1G" } }],
      }),
      "NA9::replica-1: max_binlog_cache_size is 1G, and the source takes transactions of any size",
    ],
  ])("refuses %s", (_, props, message) => {
    const staged = stage(scratch());
    const { stack, source, replicas } = staged;
    expect(
      refused(
        () =>
          new MysqlReplication(stack, "db", {
            members: [source, ...replicas],
            source,
            database: "db01",
            ...props(staged),
          }),
      ),
    ).toMatch(message);
  });

  it("refuses a node that is in another replication already", () => {
    const { stack, source, replicas, replica } = stage(scratch());
    new MysqlReplication(stack, "db", { members: [source, ...replicas], source, database: "db01" });
    expect(
      refused(() => new MysqlReplication(stack, "more", { members: [replica], source: replica, database: "db02" })),
    ).toMatch("test/more: NA9::replica-1 is in another replication already; take another node");
  });

  it("refuses two servers of one name: they find each other by name", () => {
    const { stack, source, replica } = stage(scratch());
    const other = nodeIn(new Network(replica.domain, "more", { ipv4: "10.9.0.0/24" }), "source");
    const props = { members: [source, other], source, database: "db01" };
    expect(refused(() => new MysqlReplication(stack, "db", props))).toMatch("two servers are called source");
  });
});
