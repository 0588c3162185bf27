import { describe, expect, it } from "vitest";
import { certificate } from "./certificates";
import { fails, succeeds } from "./outcome";
import type { Member, Replication } from "./replication";

/** What happens in the life of a replication that runs. */
export function running(plan: Replication): void {
  describe("later", () => {
    it("starts a channel that was stopped, without loading", async () => {
      await plan.replica.machine.sql("STOP REPLICA");
      await plan.insert("Carl");
      const outcome = await plan.seed(plan.replica);
      succeeds(outcome);
      expect(outcome.stdout).not.toContain("dump");
      await plan.caughtUp(plan.replica);
      expect(await plan.names(plan.replica)).toContain("Carl");
    });

    it("renews a certificate without a restart and without cutting the channel", async () => {
      const pids = [await plan.source.machine.mysqld(), await plan.replica.machine.mysqld()];
      const feeds = "SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_COMMAND LIKE 'Binlog Dump%'";
      const feed = await plan.source.machine.sql(feeds);
      for (const member of [plan.replica, plan.source]) {
        member.tls = certificate(plan.certificates, member.name, member.ipv6, 400);
        expect((await plan.configure(member)).stdout).toContain("mysqld has taken the new certificate");
        succeeds(await plan.ready(member));
      }
      expect([await plan.source.machine.mysqld(), await plan.replica.machine.mysqld()]).toEqual(pids);
      expect(await plan.source.machine.sql(feeds)).toBe(feed);
      succeeds(await plan.verify(plan.replica, "renewed"));
    });

    it("finds a certificate that ends within 30 days", async () => {
      plan.source.tls = certificate(plan.certificates, plan.source.name, plan.source.ipv6, 29);
      succeeds(await plan.configure(plan.source));
      fails(await plan.verify(plan.replica, "soon"), /certificate of master-sql is valid until .*less than 30 days/);
    });

    it("takes another password of the replicator, at the source and then in the channel", async () => {
      plan.password = "An0th3r_An0th3r.An0th3rAn0th3r";
      plan.generation = 2;
      expect((await plan.fill()).stdout).toContain("account 'replicator'@'2001:db8:b::10' changed");
      succeeds(await plan.link(plan.replica));
      expect((await plan.seed(plan.replica)).stdout).toContain("the channel from master-sql runs");
    });

    it("loads anew where the source has purged what the replica lacks", async () => {
      await plan.replica.machine.sql("STOP REPLICA");
      await plan.insert("Dora");
      await plan.purge();
      expect((await plan.seed(plan.replica)).stdout).toContain(
        "master-sql has purged transactions that slave-sql lacks",
      );
      expect(await plan.names(plan.replica)).toContain("Dora");
    });

    it("loads a data folder that is new, though a marker says that it was loaded", async () => {
      await plan.replica.machine.machine.must(
        "kill $(cat /run/mysqld/mysqld.pid); while [ -e /run/mysqld/mysqld.pid ]; do sleep 0.1; done; rm -rf /var/lib/mysql/*; mysqld --user=mysql --initialize-insecure; restart-mysqld",
      );
      succeeds(await plan.seed(plan.replica));
      expect(await plan.names(plan.replica)).toBe(await plan.names(plan.source));
    });

    it("adds a second replica after binary logs were purged, and restarts no server for it", async () => {
      const pids = [await plan.source.machine.mysqld(), await plan.replica.machine.mysqld()];
      const second = await plan.add("second-sql", "2001:db8:c::10");
      plan.writeHosts();
      succeeds(await plan.configure(second));
      succeeds(await plan.configure(plan.source));
      succeeds(await plan.fill());
      succeeds(await plan.link(second));
      succeeds(await plan.seed(second));
      succeeds(await plan.configure(plan.source));
      expect([await plan.source.machine.mysqld(), await plan.replica.machine.mysqld()]).toEqual(pids);
      plan.source.tls = certificate(plan.certificates, plan.source.name, plan.source.ipv6, 365);
      succeeds(await plan.configure(plan.source));
      for (const member of plan.replicas) {
        succeeds(await plan.verify(member, `both-${member.name}`));
      }
    });

    it("takes from a member that has left the group all that it had at the others", async () => {
      const left = plan.members.pop() as Member;
      const ask = () =>
        left.machine.machine.run(
          "ssh -F none -i /root/.ssh/plumbline-seed -o BatchMode=yes -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql ping </dev/null",
        );
      expect((await ask()).stdout).toBe("plumbline-seed serves second-sql\n");
      for (const member of plan.members) {
        succeeds(await plan.configure(member));
      }
      succeeds(await plan.fill());
      expect(await ask()).toMatchObject({ status: 255, stdout: "" });
      for (const { machine } of plan.members) {
        const access = "/etc/sudoers.d/plumbline-seed /root/.ssh/plumbline-seed.known_hosts /var/lib/plumbline-seed";
        expect(await machine.machine.must(`grep -r second-sql ${access} || true`)).toBe("");
        expect(await machine.machine.must("ls /var/lib/plumbline-seed/outgoing")).not.toContain("second-sql");
      }
      expect(await plan.accounts(plan.source)).not.toContain("replicator@2001:db8:c::10");
      await left.machine.machine.stop();
    });
  });
}
