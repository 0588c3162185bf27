import { describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import type { Replication } from "./replication";

/** What the step `verify` finds, each time mended by what it tells to do. */
export function verifying(plan: Replication): void {
  describe("verify", () => {
    let times = 0;
    const verify = () => plan.verify(plan.replica, `looks-${times++}`);
    const replica = (sql: string) => plan.replica.machine.sql(sql);
    /** The commands of the remedies, as a person would give them on the node. */
    const doAsTold = async (stderr: string) => {
      const commands = stderr.match(/sudo mysql -e ("[^"]*"|'[^']*')/g) ?? [];
      expect(commands.length).toBeGreaterThan(0);
      for (const command of commands) {
        await plan.replica.machine.machine.must(command.replace(/^sudo /, ""));
      }
    };

    it.each([
      [
        "a filter",
        "STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER REPLICATE_IGNORE_TABLE = (db01.absent); START REPLICA",
        /a filter keeps rows out: REPLICATE_IGNORE_TABLE = db01.absent/,
      ],
      [
        "a delay",
        "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 1; START REPLICA",
        /delay in seconds = 1, and must have 0/,
      ],
      [
        "a second channel",
        "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'elsewhere' FOR CHANNEL 'other'",
        /a second channel, 'other'/,
      ],
      ["a stopped applier", "STOP REPLICA SQL_THREAD", /receiver ON, applier OFF/],
      [
        "writes that are let in",
        "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF",
        /a write of ubuntu was not refused for being read-only/,
      ],
      [
        "writes of accounts that are let in, though super_read_only was asked for",
        "SET GLOBAL super_read_only = OFF",
        /a write of root was not refused/,
      ],
      [
        "what is kept for the next start alone, which is not in force",
        "SET PERSIST_ONLY replica_exec_mode = 'IDEMPOTENT'",
        /would have replica_exec_mode = IDEMPOTENT after a restart: .*it has STRICT now, and must have STRICT/,
      ],
      ["a server that is offline", "SET GLOBAL offline_mode = ON", /this replica is offline/],
    ])("finds %s, and the remedy mends it", async (_, statement, found) => {
      await replica(statement);
      const outcome = await verify();
      fails(outcome, found);
      await doAsTold(outcome.stderr);
      succeeds(await verify());
    });

    it("finds what only a new load puts right, and says so", async () => {
      await replica(
        "SET GLOBAL super_read_only = OFF; SET sql_log_bin = 0; INSERT INTO db01.persons VALUES (7777, 'In the way'); SET GLOBAL super_read_only = ON",
      );
      await plan.source.machine.sql("INSERT INTO db01.persons VALUES (7777, 'Comes')");
      const outcome = await verify();
      fails(outcome, /the channel does not run: receiver ON, applier OFF; .*1062/);
      expect(outcome.stderr).toMatch(
        /to do: a transaction does not fit the rows that are here.*set `reseed` of this node/,
      );
      succeeds(await plan.seed(plan.replica, "verifying"));
      succeeds(await verify());
    });

    it("tells a source that takes no writes, and one that follows another server", async () => {
      const source = (sql: string) => plan.source.machine.sql(sql);
      await source("SET GLOBAL super_read_only = ON");
      fails(await verify(), /the source takes no writes: .*ERROR 1290/);
      await source("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
      await source("CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'elsewhere'");
      fails(await verify(), /this source has a channel from elsewhere/);
      await source("RESET REPLICA ALL");
      succeeds(await verify());
    });
  });
}
