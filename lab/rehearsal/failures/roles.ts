import { type Check, same } from "../checks/check";
import type { ProjectCopy } from "../project/copy";
import { rowsOf, Writer } from "../proof/writer";
import { type Case, changingOnly, converges, failingApply, fails, REPLICA, SOURCE } from "./case";
import { underLoad } from "./load";
import { powerOff } from "./platform";
import type { Testbed } from "./testbed";

const SOURCE_ALONE = "role: source\n              database: db01";
const AS_SOURCE = `${SOURCE_ALONE}\n              populate: persons.sql`;
const AS_REPLICA = 'role: replica\n              source: "{{ parameter.primaryLocation }}::master-sql"';

/** What must not change on a node, besides its processes: mysqld's files, and accounts. */
const WRITTEN = `find /etc/mysql -type f -exec sha256sum {} + | sort | sha256sum
mysql --batch --skip-column-names --execute 'SELECT User, Host, authentication_string FROM mysql.user ORDER BY 1, 2' | sha256sum`;

/** Plans that contradict the servers about roles. */
export const ROLES: readonly Case[] = [
  {
    name: "roles-swapped",
    what: "source and replica change their roles in the plan, under a steady load of writes; another plan swaps their locations",
    expected:
      "Terraform itself makes no plan of the first: the order of the steps would be turned round; nothing is written, and replication goes on; `guard` refuses the other plan, which would delete both; with the old plan, the next deploy has nothing to do",
    from: "the pair",
    async run(testbed) {
      await testbed.edit(swapLocations);
      const locations = await testbed.rehearsal.guard();
      await testbed.edit(swapRoles);
      const before = await written(testbed);
      let said: string | undefined;
      const checks: Check[] = [
        fails("npx plumbline guard, of locations", locations, /all members that hold its data would be deleted/),
      ];
      const rows = await underLoad(testbed, async () => {
        checks.push(
          await changingOnly(testbed, [], async () => {
            said = await failingApply(testbed, {});
          }),
        );
      });
      checks.push(
        fails("Terraform with the roles swapped", said, /Cycle: .*_configure \(destroy\)/),
        same(22, "files and accounts of mysqld", before, await written(testbed)),
        ...rows,
      );
      await testbed.edit(() => {});
      return [...checks, ...(await converges(testbed))];
    },
  },
  {
    name: "source-dead",
    what: "the source has no power any more; the plan has its node no longer and calls the replica the source",
    expected:
      "the node refuses, and what was received is still there; made the source by hand as the message says, the next deploy converges",
    from: "the pair",
    async run(testbed) {
      const acknowledged = await rowsWritten(testbed);
      await testbed.closeLogins();
      await powerOff(testbed, SOURCE);
      await testbed.edit(leaveSourceOut);
      const said = await failingApply(testbed, {});
      const logins = await testbed.logins();
      const kept = await rowsOf(logins, REPLICA, acknowledged);
      await logins.root(REPLICA, byHand(said ?? ""));
      const checks = await converges(testbed);
      const now = await rowsOf(await testbed.logins(), REPLICA, acknowledged);
      return [
        fails("configure of the new source", said, /calls this node a source, and it is a replica of \S+/),
        same(22, "acknowledged rows that are lost then", 0, kept.missing),
        ...checks,
        same(
          22,
          "rows and their checksum in the end",
          `${kept.count}, ${kept.checksum}`,
          `${now.count}, ${now.checksum}`,
        ),
        same(22, "acknowledged rows that are lost in the end", 0, now.missing),
      ];
    },
  },
];

function swapRoles(project: ProjectCopy): void {
  project.editPlan(AS_REPLICA, SOURCE_ALONE);
  project.editPlan(AS_SOURCE, 'role: replica\n              source: "{{ parameter.secondaryLocation }}::slave-sql"');
}

function swapLocations(project: ProjectCopy): void {
  project.editPlan("default: EU6", "default: elsewhere");
  project.editPlan("default: NA9", "default: EU6");
  project.editPlan("default: elsewhere", "default: NA9");
}

/**
 * Its network stays: if a region left the plan completely, Terraform would have no provider to destroy its resources
 * with.
 */
function leaveSourceOut(project: ProjectCopy): void {
  project.editPlan(/ {6}nodes:\n {8}- master-sql:\n.*?(?=---\n)/s, "");
  project.editPlan(AS_REPLICA, SOURCE_ALONE);
}

/** The commands in a message that make a replica the source: the texts in quotation marks. */
function byHand(said: string): string {
  const orders = [...said.matchAll(/sudo mysql -e ("[^"]+"|'[^']+')/g)].map(([order]) => order);
  return `set -Eeuo pipefail\n${[...new Set(orders)].join("\n")}\n`;
}

async function written(testbed: Testbed): Promise<string> {
  const logins = await testbed.logins();
  const answers = await logins.everywhere((id) => logins.root(id, WRITTEN));
  return [...answers.values()].join(" ").replaceAll("  -", "").replaceAll("\n", " ");
}

/** Numbers of the rows that the source has acknowledged and the replica has applied. */
async function rowsWritten(testbed: Testbed): Promise<readonly number[]> {
  const logins = await testbed.logins();
  const writer = new Writer(logins, SOURCE);
  await writer.start();
  await writer.more(50);
  await writer.stop();
  const executed = (await logins.sql(SOURCE, "SELECT @@global.gtid_executed")).replaceAll("\\n", "");
  await logins.sql(REPLICA, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${executed}', 300)`);
  return writer.acknowledged;
}
