import { describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import type { Member, Replication } from "./replication";

/** `seed` and `verify`: loads that break off, replication that runs, and transactions that went astray. */
export function seeding(plan: Replication): void {
  describe("seed", () => {
    /** Makes the load wait in its middle: somebody else has a table of it. */
    async function held<T>(table: string, work: (release: () => Promise<unknown>) => Promise<T>): Promise<T> {
      const { machine } = plan.replica.machine;
      const holder = machine.begin(`mysql -e 'START TRANSACTION; SELECT * FROM mysql.${table}; SELECT SLEEP(300)'`);
      const kill = (what: string) =>
        machine.run(
          `mysql -Ne "SELECT CONCAT('KILL ', id, ';') FROM information_schema.PROCESSLIST WHERE ${what}" | mysql`,
        );
      const release = () => kill("INFO LIKE 'SELECT SLEEP%'");
      try {
        return await work(release);
      } finally {
        await release();
        await holder.end;
      }
    }
    const waits = () =>
      plan.replica.machine.machine.must(
        `timeout 60 sh -c "until mysql -Ne 'SELECT STATE FROM information_schema.PROCESSLIST' | grep -q 'metadata lock'; do sleep 0.1; done"`,
      );

    it("leaves a replica read-only and without transactions when the load fails", async () => {
      await held("time_zone", async (release) => {
        const seed = plan.beginSeed(plan.replica);
        await waits();
        await seed.said(/^seed: loaded so far: \d+% of the dump$/m);
        await plan.replica.machine.machine.must("pkill -KILL --full '[m]ax-allowed-packet'");
        await release();
        fails(await seed.end, /the load broke off/, /apply again/);
      });
      expect(await plan.replica.machine.sql("SELECT @@GLOBAL.super_read_only, @@GLOBAL.gtid_executed")).toBe("1\t");
      fails(await plan.verify(plan.replica, "too-early"), /no channel/);
    });

    it("does not take a load for complete that was killed, and begins anew", async () => {
      await held("time_zone_name", async () => {
        const seed = plan.beginSeed(plan.replica);
        await waits();
        // all at once, as when the machine loses its power
        await plan.replica.machine.machine.must("pkill -KILL --full 'seed[.]sh|[m]ax-allowed-packet'");
        await seed.end;
      });
      // which transactions a load brings is set last
      expect(await plan.replica.machine.transactions()).toBe("");
      const outcome = await plan.seed(plan.replica);
      expect(outcome.stdout).toContain("an earlier load broke off; its remains are removed");
      expect(outcome.stdout).toContain("seed: fetched so far: 100% of the dump");
      succeeds(outcome);
      expect(await plan.names(plan.replica)).toBe(await plan.names(plan.source));
      expect(await plan.accounts(plan.replica)).toBe(await plan.accounts(plan.source));
    });

    it("deletes both copies of the dump", async () => {
      expect(await plan.source.machine.machine.must("find /var/lib/plumbline-seed/outgoing -type f")).toBe("");
      expect(
        await plan.replica.machine.machine.must(
          "find /var/lib/plumbline /home/ubuntu -name '*.zst' -o -name '*.sql' -o -name '*.cnf' | grep -v applied || true",
        ),
      ).toBe("/home/ubuntu/.plumbline/configure/mysql.cnf");
    });

    it("replicates from then on, and leaves what is healthy alone", async () => {
      await plan.insert("Alfred");
      await plan.caughtUp(plan.replica);
      expect(await plan.names(plan.replica)).toContain("Alfred");
      const before = [await plan.source.machine.transactions(), await plan.replica.machine.transactions()];
      expect((await plan.seed(plan.replica)).stdout).toBe("seed: slave-sql replicates master-sql\n");
      expect([await plan.source.machine.transactions(), await plan.replica.machine.transactions()]).toEqual(before);
    });

    it("never fills an emptied database that a replica has transactions of", async () => {
      await plan.source.machine.sql("RENAME TABLE db01.persons TO plumbline.kept; DELETE FROM plumbline.population");
      expect((await plan.fill()).stdout).toContain("not filled from the plan: a replica holds transactions");
      await plan.source.machine.sql("RENAME TABLE plumbline.kept TO db01.persons");
    });

    it("lets the account ubuntu use the database and see the status without a password", async () => {
      const as = (member: Member, statement: string) =>
        member.machine.machine.must(`cd /; runuser -u ubuntu -- mysql -N -e '${statement}'`);
      expect(
        await as(plan.source, 'INSERT INTO db01.persons (name) VALUES ("Bertha"); SELECT COUNT(*) FROM db01.persons'),
      ).toBe("4");
      await plan.caughtUp(plan.replica);
      expect(
        await as(
          plan.replica,
          "SHOW REPLICA STATUS; SELECT name FROM db01.persons; SELECT SERVICE_STATE FROM performance_schema.replication_applier_status",
        ),
      ).toContain("Bertha");
    });
  });

  describe("verify", () => {
    it("proves a healthy replication with a canary", async () => {
      const outcome = await plan.verify(plan.replica, "canary-1");
      succeeds(outcome);
      expect(outcome.stdout.match(/ok:/g)).toHaveLength(11);
    });

    it("finds a replica that takes writes, a stopped applier and a transaction of its own, all at once", async () => {
      await plan.replica.machine.sql(
        "STOP REPLICA SQL_THREAD; SET GLOBAL super_read_only = OFF; CREATE DATABASE astray",
      );
      const outcome = await plan.verify(plan.replica, "canary-2");
      fails(
        outcome,
        /applier OFF/,
        /a write of root was not refused for being read-only/,
        /transactions that master-sql does not know: \S+:1/,
        /canary-2.*did not come/,
      );
    });

    it("is right that seed does not wipe such a transaction, unless a new word says so", async () => {
      const outcome = await plan.seed(plan.replica);
      fails(outcome, /slave-sql holds transactions that master-sql does not know: \S+:1/, /`reseed` of slave-sql/);
      expect(await plan.replica.machine.sql("SHOW DATABASES LIKE 'astray'")).toBe("astray");
      succeeds(await plan.seed(plan.replica, "2026-11-22"));
      expect(await plan.replica.machine.sql("SHOW DATABASES LIKE 'astray'")).toBe("");
      succeeds(await plan.verify(plan.replica, "canary-3"));
      // the same word is no permission for the next one
      await plan.replica.machine.sql("SET GLOBAL super_read_only = OFF; CREATE DATABASE astray");
      fails(await plan.seed(plan.replica, "2026-11-22"), /does not know/);
      succeeds(await plan.seed(plan.replica, "again"));
    });
  });
}
