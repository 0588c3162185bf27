import { type Check, same } from "../checks/check";
import { rowsOf, Writer } from "../proof/writer";
import { REPLICA, SOURCE } from "./case";
import type { Testbed } from "./testbed";

/** How long a replica may take to catch up. */
const LONGEST_LAG_S = 300;

/**
 * Runs an action under a steady load of writes at the source, then looks for every acknowledged row.
 * @param replicas ids of the replicas that must have the rows too
 */
export async function underLoad(
  testbed: Testbed,
  work: (writer: Writer) => Promise<void>,
  replicas: readonly string[] = [REPLICA],
): Promise<Check[]> {
  const own = await testbed.newLogins();
  const writer = new Writer(own, SOURCE);
  await writer.start();
  try {
    await writer.more(5);
    await work(writer);
    // the load must continue after the action
    await writer.more(5);
  } finally {
    await writer.stop();
    await own.end();
  }
  // the nodes may have been restarted meanwhile
  await testbed.closeLogins();
  const logins = await testbed.logins();
  const executed = (await logins.sql(SOURCE, "SELECT @@global.gtid_executed")).replaceAll("\\n", "");
  const source = await rowsOf(logins, SOURCE, writer.acknowledged);
  const checks = [same(22, "acknowledged rows that are lost at the source", 0, source.missing)];
  for (const id of replicas) {
    await logins.sql(id, `SELECT WAIT_FOR_EXECUTED_GTID_SET('${executed}', ${LONGEST_LAG_S})`);
    const { missing, count, checksum } = await rowsOf(logins, id, writer.acknowledged);
    checks.push(
      same(22, `acknowledged rows that are lost at ${id}`, 0, missing),
      same(22, `rows and their checksum at ${id}`, `${source.count}, ${source.checksum}`, `${count}, ${checksum}`),
    );
  }
  return checks;
}
