import { same } from "../checks/check";
import { type Case, converges, failingApply, fails, REPLICA, SOURCE, stepOf } from "./case";
import type { Testbed } from "./testbed";

/** Size of the copied table, in MB of 2^20 bytes: loading it takes long enough for the disk to fill meanwhile. */
const COPIED_MB = 160;

/** Size of a row's text, in kB of 1024 bytes, and the number of transactions that write the rows. */
const ROW_KB = 64;
const TRANSACTIONS = 40;

const SUM = "SELECT COUNT(*), SUM(LENGTH(text)), BIT_XOR(CRC32(text)) FROM plumbline_lab.copied";

const PERSONS = "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, name))) FROM db01.persons";

/** The file that fills the replica's disk. */
export const DISK_FULL: readonly Case[] = [
  {
    name: "disk-full",
    what: "the replica's disk is full before a copy is made, and another time fills up while a dump is loaded",
    expected:
      "`seed` refuses and drops nothing; the other time it ends the load, and says so; with room again, the next deploy loads anew and both ends hold the same",
    from: "the pair",
    async run(testbed, say) {
      await writeRows(testbed);
      await testbed.edit((project) => project.editPlan("role: replica", "role: replica\n              reseed: again"));
      const before = await (await testbed.logins()).sql(REPLICA, PERSONS);
      await leave(testbed, 200);
      const refused = await failingApply(testbed, {});
      const kept = await (await testbed.logins()).sql(REPLICA, PERSONS);
      await makeRoom(testbed);
      let filled: Promise<void> | undefined;
      const broken = await failingApply(testbed, {
        onEvent: (event) => {
          if (event.kind !== "said" || event.address !== stepOf(REPLICA, "seed")) {
            return;
          }
          say(event.line);
          if (event.line === "seed: loading") {
            filled ??= leave(testbed, 32);
          }
        },
      });
      await filled;
      await makeRoom(testbed);
      const checks = await converges(testbed);
      const logins = await testbed.logins();
      const [source, replica] = await Promise.all([SOURCE, REPLICA].map((id) => logins.sql(id, `${SUM}; ${PERSONS}`)));
      return [
        fails("seed without room", refused, /the data of \S+ need \d+ MB here, and \d+ MB are free/),
        same(22, "what the replica holds then", before, kept),
        fails("seed whose room is taken", broken, /the load has used up the file system of \S+/),
        ...checks,
        same(22, "what both ends hold", source, replica),
      ];
    },
  },
];

/** In transactions of a few MB: a lab machine has little memory for applying a large one. */
async function writeRows(testbed: Testbed): Promise<void> {
  const rows = (COPIED_MB * 1024) / ROW_KB / TRANSACTIONS;
  const insert = (from: number) =>
    `INSERT INTO plumbline_lab.copied
       WITH RECURSIVE numbers AS (SELECT ${from} AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < ${from + rows - 1})
       SELECT n, REPEAT(SHA2(n, 256), ${ROW_KB} * 16) FROM numbers;`;
  await (await testbed.logins()).sql(
    SOURCE,
    `CREATE DATABASE plumbline_lab;
     CREATE TABLE plumbline_lab.copied (id BIGINT PRIMARY KEY, text LONGTEXT NOT NULL) ENGINE=InnoDB;
     ${Array.from({ length: TRANSACTIONS }, (_, index) => insert(index * rows)).join("\n")}`,
  );
}

/** Fills the replica's file system except for this many MB. */
async function leave(testbed: Testbed, megabytes: number): Promise<void> {
  const script = `set -Eeuo pipefail
available=$(df --output=avail --block-size=1M /var/lib/mysql | tail --lines=1)
fallocate --length "$((available - ${megabytes}))M" /var/lib/taken
`;
  await (await testbed.logins()).root(REPLICA, script);
}

async function makeRoom(testbed: Testbed): Promise<void> {
  await (await testbed.logins()).root(REPLICA, "rm --force /var/lib/taken; sync");
}
