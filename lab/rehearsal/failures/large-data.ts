import { REPLICA, SOURCE } from "./case";
import type { Testbed } from "./testbed";

/** Size of the large table, in MB of 2^20 bytes: a dump of it is larger. */
export const LARGE_DATA_MB = 1056;

/** Rows per INSERT statement of {@link LARGE_DATA}. */
const ROWS_AT_ONCE = 32;

/** Rows of 1 MB, all different. */
const LARGE_DATA = [
  "CREATE DATABASE plumbline_lab;",
  "CREATE TABLE plumbline_lab.large (id BIGINT PRIMARY KEY, text LONGTEXT NOT NULL) ENGINE=InnoDB;",
  ...Array.from(
    { length: LARGE_DATA_MB / ROWS_AT_ONCE },
    (_, index) => `INSERT INTO plumbline_lab.large
      WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ROWS_AT_ONCE})
      SELECT n + ${index * ROWS_AT_ONCE}, REPEAT(SHA2(n + ${index * ROWS_AT_ONCE}, 256), 16384) FROM numbers;`,
  ),
].join("\n");

export const SUM_OF_LARGE_DATA = "SELECT COUNT(*), SUM(LENGTH(text)), BIT_XOR(CRC32(text)) FROM plumbline_lab.large";

/** Makes the next apply reload the replica with a dump of the large table. */
export async function askForLargeLoad(testbed: Testbed): Promise<void> {
  const logins = await testbed.logins();
  // the dump contains these rows, so they need not be replicated as well
  await logins.sql(REPLICA, "STOP REPLICA");
  await logins.sql(SOURCE, LARGE_DATA);
  await testbed.edit((project) => project.editPlan("role: replica", "role: replica\n              reseed: again"));
}
