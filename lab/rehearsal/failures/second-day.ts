import { generateKeyPairSync } from "node:crypto";
import { same } from "../checks/check";
import { type Case, REPLICA, SOURCE, stepOf } from "./case";
import { changed } from "./change";
import type { Testbed } from "./testbed";

/** The steps after `configure`: each runs again if the step before it has run, compares, and corrects differences. */
const AFTER_CONFIGURE = [
  "replace null_resource.EU6_master_sql_canary_for_NA9_slave_sql",
  "replace null_resource.EU6_master_sql_ready",
  "replace null_resource.EU6_master_sql_source",
  "replace null_resource.NA9_slave_sql_link",
  "replace null_resource.NA9_slave_sql_ready",
  "replace null_resource.NA9_slave_sql_seed",
  "replace null_resource.NA9_slave_sql_verify",
];

/** What runs again when every node is configured anew. */
export const CONFIGURED = [
  "replace null_resource.EU6_master_sql_configure",
  "replace null_resource.NA9_slave_sql_configure",
  ...AFTER_CONFIGURE,
];

const SERVERS = ["update ddcloud_server.EU6_master_sql", "update ddcloud_server.NA9_slave_sql"];

/** What happens to nodes whose servers the platform changes while they are shut down. */
const RESTARTED = [SOURCE, REPLICA].flatMap((id) => [`${id} was restarted`, `${id} has another mysqld process`]);

/** Resources that contain the replica's address: a new server has a new address. */
const OF_ITS_ADDRESS = [
  "ddcloud_nat.NA9_slave_sql_nat",
  ...["icmp", "tcp_22", "tcp_3306"].map((port) => `ddcloud_firewall_rule.EU6_master_sql_from_NA9_slave_sql_${port}`),
  "ddcloud_firewall_rule.NA9_slave_sql_from_EU6_master_sql_icmp",
  "ddcloud_firewall_rule.NA9_slave_sql_tcp_22",
  "tls_cert_request.NA9_slave_sql_tls_request",
  "tls_locally_signed_cert.NA9_slave_sql_tls_certificate",
];

/** A second replica in the same location. */
const SECOND_REPLICA = "NA9::slave-sql-2";

/** Changes of a deployed pair under a steady load of writes. */
export const SECOND_DAY: readonly Case[] = [
  {
    name: "memory",
    what: "the nodes get more memory, and then less",
    expected: "the servers are updated in place, no step runs",
    from: "the pair",
    async run(testbed) {
      const more = ["default: 32", "default: 48"] as const;
      return [
        ...(await changed(testbed, { edit: (project) => project.editPlan(...more), plan: SERVERS })),
        ...(await changed(testbed, { edit: () => {}, plan: SERVERS })),
      ];
    },
  },
  {
    name: "disk-grown",
    what: "the nodes' added disks grow from 50 to 60 GB",
    expected:
      "the servers are updated in place, shut down for it; `grow` runs again: the root file system grows while it is mounted",
    from: "the pair",
    async run(testbed) {
      const before = await rootSize(testbed);
      const checks = await changed(testbed, {
        edit: (project) => project.editPlan("- 1 50 standard", "- 1 60 standard"),
        plan: [
          "replace null_resource.EU6_master_sql_grow",
          "replace null_resource.NA9_slave_sql_grow",
          ...AFTER_CONFIGURE,
          ...SERVERS,
        ],
        nodes: RESTARTED,
      });
      const grown = (await rootSize(testbed)) - before;
      // the part of a file system that is reserved grows with it
      return [
        ...checks,
        { ...same(12, "growth of / at the replica", "9 GB or more", `${grown.toFixed(1)} GB`), holds: grown >= 9 },
      ];
    },
  },
  {
    name: "mysql-setting",
    what: "a static setting of MySQL is changed at both nodes",
    expected: "`configure` runs again; mysqld restarts at the replica first, then at the source, never at both at once",
    from: "the pair",
    async run(testbed) {
      const setting = "\n              settings: {table_open_cache_instances: 4}";
      const checks = await changed(testbed, {
        edit: (project) => {
          project.editPlan("role: source", `role: source${setting}`);
          project.editPlan("role: replica", `role: replica${setting}`);
        },
        plan: CONFIGURED,
        nodes: [`${SOURCE} has another mysqld process`, `${REPLICA} has another mysqld process`],
      });
      const logins = await testbed.logins();
      const [replicaUp, sourceDown] = await Promise.all([
        logins.root(
          REPLICA,
          'date +%s --date="$(systemctl show --property=ActiveEnterTimestamp --value mysql.service)"',
        ),
        logins.root(
          SOURCE,
          'date +%s --date="$(systemctl show --property=InactiveEnterTimestamp --value mysql.service)"',
        ),
      ]);
      const order = Number(replicaUp) <= Number(sourceDown);
      return [
        ...checks,
        same(22, "the replica's mysqld was up again before the source's went down", true, order),
        same(19, "the setting at the source", "4", await logins.sql(SOURCE, "SELECT @@table_open_cache_instances")),
        same(20, "the setting at the replica", "4", await logins.sql(REPLICA, "SELECT @@table_open_cache_instances")),
      ];
    },
  },
  {
    name: "operator-key",
    what: "an operator's key is added",
    expected: "`configure` runs again and lets it in; nothing restarts",
    from: "the pair",
    async run(testbed) {
      const { publicKey } = generateKeyPairSync("ed25519");
      const key = opensshOf(publicKey.export({ format: "jwk" }).x ?? "");
      const checks = await changed(testbed, {
        edit: (project) =>
          project.editPlan('operators: "{{ parameter.operators }}"', `operators: any\nkeys:\n  - ${key} operator`),
        plan: CONFIGURED,
      });
      const logins = await testbed.logins();
      const held = await logins.everywhere((id) =>
        logins.root(id, `grep -c '${key}' ~ubuntu/.ssh/authorized_keys || true`),
      );
      return [
        ...checks,
        same(15, "nodes that let the key in", 2, [...held.values()].filter((count) => count.trim() === "1").length),
      ];
    },
  },
  {
    name: "certificates",
    what: "the certificate authority and all certificates are renewed",
    expected: "`configure` runs again at both; mysqld loads them without a restart, and the channel is not cut",
    from: "the pair",
    async run(testbed) {
      const before = await fingerprint(testbed);
      const checks = await changed(testbed, {
        edit: (project) =>
          project.editPlan('days: "{{ parameter.certificateDays }}"', "days: 400\n  authorityDays: 4000"),
        plan: [
          "replace tls_locally_signed_cert.EU6_master_sql_tls_certificate",
          "replace tls_locally_signed_cert.NA9_slave_sql_tls_certificate",
          "replace tls_self_signed_cert.authority",
          ...CONFIGURED,
        ],
      });
      return [
        ...checks,
        same(
          22,
          "certificates that are as before",
          0,
          (await fingerprint(testbed)).filter((one) => before.includes(one)).length,
        ),
      ];
    },
  },
  {
    name: "scripts",
    what: "every script of the product is changed by one byte",
    expected: "the steps that follow their scripts run again, though root is closed, and change nothing",
    from: "the pair",
    run: (testbed) => changed(testbed, { edit: (project) => project.touchScripts(), plan: CONFIGURED }),
  },
  {
    name: "second-replica",
    what: "a second replica is added, when the source has purged its first binary logs",
    expected: "it is loaded from a dump of its own; nothing restarts at the nodes that were there",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      await logins.sql(SOURCE, "FLUSH BINARY LOGS; PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 SECOND");
      const purged = await logins.sql(SOURCE, "SELECT @@global.gtid_purged <> ''");
      const checks = await changed(testbed, {
        edit: (project) =>
          project.editPlan(
            "        - slave-sql:\n",
            `        - slave-sql-2:\n            default: database-node\n            mysql: {role: replica, source: "${SOURCE}"}\n        - slave-sql:\n`,
          ),
        plan: [
          "replace null_resource.EU6_master_sql_configure",
          ...AFTER_CONFIGURE.filter((change) => !change.endsWith("NA9_slave_sql_ready")),
        ],
        created: /^create \S*(slave_sql_2|slave-sql-2)/,
        replicas: [REPLICA, SECOND_REPLICA],
      });
      return [same(22, "the source has purged transactions", "1", purged), ...checks];
    },
  },
  {
    name: "replica-replaced",
    what: "the replica is replaced by name: `terraform apply -replace=` its server",
    expected:
      "a new server takes its place, with firewall rules, NAT rule and certificate for its new addresses, and is loaded anew; nothing restarts at the source",
    from: "the pair",
    run: (testbed) =>
      changed(testbed, {
        edit: () => {},
        options: { more: ["-replace=ddcloud_server.NA9_slave_sql"] },
        plan: [
          "replace ddcloud_server.NA9_slave_sql",
          ...OF_ITS_ADDRESS.map((resource) => `replace ${resource}`),
          ...["adopt", "boot", "grow", "monitoring"].map((step) => `replace ${stepOf(REPLICA, step)}`),
          ...CONFIGURED,
        ],
        nodes: [`${REPLICA} was restarted`, `${REPLICA} has another mysqld process`],
      }),
  },
];

/** Size of the replica's root file system in GB. */
async function rootSize(testbed: Testbed): Promise<number> {
  const bytes = await (await testbed.logins()).root(REPLICA, "df --block-size=1 --output=size / | tail -n 1");
  return Number(bytes) / 1024 ** 3;
}

/** The certificates of all nodes and their authority, as MySQL uses them. */
async function fingerprint(testbed: Testbed): Promise<string[]> {
  const logins = await testbed.logins();
  const question = `for file in $(mysql -BNe 'SELECT @@global.ssl_ca, @@global.ssl_cert'); do openssl x509 -noout -fingerprint -in "$file"; done`;
  const answers = await logins.everywhere((id) => logins.root(id, question));
  return [...answers.values()].flatMap((answer) => answer.trim().split("\n"));
}

/** The format of an Ed25519 public key in OpenSSH. Source: RFC 8709. */
function opensshOf(x: string): string {
  const part = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(Buffer.from(x, "base64url"))]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
}
