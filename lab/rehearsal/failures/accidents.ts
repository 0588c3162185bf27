import { same } from "../checks/check";
import { again, type Case, converges, failingApply, fails, REPLICA, SOURCE, stepOf, verified } from "./case";
import { underLoad } from "./load";
import { addDisk, deleteFirewallRule } from "./platform";

/** How long the link is cut. */
const CUT_MS = 180_000;

const LINK = stepOf(REPLICA, "link");

/** Accidents that happen to a deployed pair. */
export const ACCIDENTS: readonly Case[] = [
  {
    name: "rule-3306",
    what: "the firewall rule for tcp/3306 is deleted through the API",
    expected: "`link` says which port of which address; the next deploy makes the rule again",
    from: "the pair",
    async run(testbed) {
      const { ipv6 } = (await testbed.logins()).node(SOURCE);
      await deleteFirewallRule(testbed, "EU6", /tcp_?3306/i);
      const said = await failingApply(testbed, again(LINK));
      return [
        fails("link without the rule", said, new RegExp(`tcp/3306: no answer from \\S+ \\(${ipv6}\\)`)),
        ...(await converges(testbed)),
      ];
    },
  },
  {
    name: "replication-password",
    what: "the replication account has another password at the source",
    expected: "`link` says that the account is refused; the `source` step, run again, sets it as the plan has it",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      const account = await logins.sql(
        SOURCE,
        "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE user = 'replicator' LIMIT 1",
      );
      await logins.sql(SOURCE, `ALTER USER ${account} IDENTIFIED BY RANDOM PASSWORD`);
      const said = await failingApply(testbed, again(LINK));
      return [
        fails("link with the wrong password", said, /refuses the account replicator/),
        ...(await converges(testbed, { more: [`-replace=${stepOf(SOURCE, "source")}`] })),
      ];
    },
  },
  {
    name: "wrong-authority",
    what: "the replica has the certificate of another authority",
    expected:
      "`link` says that the source's certificate cannot be verified; `configure`, run again, writes the right one",
    from: "the pair",
    async run(testbed) {
      await (await testbed.logins()).root(REPLICA, OTHER_AUTHORITY);
      const said = await failingApply(testbed, again(LINK));
      return [
        fails("link with the wrong authority", said, /certificate of \S+ cannot be verified/),
        ...(await converges(testbed, { more: [`-replace=${stepOf(REPLICA, "configure")}`] })),
      ];
    },
  },
  {
    name: "disk-not-blank",
    what: "a disk that the plan gives to a node holds a file system already",
    expected:
      "`grow` refuses it and says what is on it, nothing is overwritten; emptied by hand, the next deploy takes it",
    from: "the pair",
    async run(testbed) {
      const disk = "/dev/disk/by-path/*-scsi-0:0:2:0";
      await addDisk(testbed, REPLICA, 10);
      await testbed.waitForLogin(REPLICA);
      const logins = await testbed.logins();
      await logins.root(REPLICA, `mkfs.ext4 -q -L precious ${disk}`);
      await testbed.edit((project) => project.editPlan("            description: MySQL replica", MORE_DISK));
      const said = await failingApply(testbed, {});
      const label = (await logins.root(REPLICA, `lsblk -no LABEL ${disk}`)).trim();
      await logins.root(REPLICA, `wipefs --all --quiet ${disk}`);
      return [
        fails("grow with a disk that is not blank", said, /at SCSI unit 2 is not blank: ext4/),
        same(22, "what is on the disk then", "precious", label),
        ...(await converges(testbed)),
      ];
    },
  },
  {
    name: "errant-transactions",
    what: "the replica holds transactions that the source does not know",
    expected: "`seed` refuses, and nothing is wiped",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      await logins.sql(
        REPLICA,
        `STOP REPLICA; SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; CREATE DATABASE errant;
         SET GLOBAL super_read_only = ON; START REPLICA`,
      );
      const said = await failingApply(testbed, again(stepOf(REPLICA, "seed")));
      const kept = await logins.sql(REPLICA, "SHOW DATABASES LIKE 'errant'");
      return [
        fails("seed at a replica with transactions of its own", said, /holds transactions that \S+ does not know/),
        same(22, "what the replica has of its own", "errant", kept),
      ];
    },
  },
  {
    name: "source-restarted",
    what: "mysqld at the source is restarted under a steady load of writes",
    expected: "no acknowledged row is lost",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      const rows = await underLoad(testbed, async () => {
        await logins.root(SOURCE, "systemctl restart mysql.service");
      });
      return [...rows, await verified(testbed)];
    },
  },
  {
    name: "replica-rebooted",
    what: "the replica is rebooted under a steady load of writes",
    expected: "it goes on by itself, and no acknowledged row is lost",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      const rows = await underLoad(testbed, async () => {
        await logins.tried(REPLICA, "systemctl reboot");
        await testbed.waitForLogin(REPLICA);
      });
      return [...rows, await verified(testbed)];
    },
  },
  {
    name: "link-cut",
    what: "the link between the networks is cut for three minutes under a steady load of writes",
    expected: "it goes on by itself, and no acknowledged row is lost",
    from: "the pair",
    async run(testbed) {
      const rows = await underLoad(testbed, async () => {
        testbed.cutLinks();
        await testbed.pause(CUT_MS);
        testbed.mendLinks();
      });
      return [...rows, await verified(testbed)];
    },
  },
];

/** Adds a disk to the replica. */
const MORE_DISK = "            disks:\n              - 2 10 standard\n            description: MySQL replica";

/** Replaces the node's certificate authority with another one, keeping owner and mode. */
const OTHER_AUTHORITY = `
set -Eeuo pipefail
own=$(mysql --batch --skip-column-names --execute 'SELECT @@global.ssl_ca')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
openssl req -x509 -newkey ed25519 -nodes -subj /CN=another -days 30 -keyout "$work/key" -out "$work/certificate" 2>/dev/null
cat "$work/certificate" >"$own"
`;
