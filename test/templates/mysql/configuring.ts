import { describe, expect, it } from "vitest";
import { authority, certificate } from "./certificates";
import { fails, succeeds } from "./outcome";
import type { Replication } from "./replication";

/** `configure` and `ready`: from servers as their package leaves them, to servers as the plan has them. */
export function configuring(plan: Replication): void {
  describe("configure and ready", () => {
    it("write the configuration, and restart mysqld once", async () => {
      for (const member of [plan.replica, plan.source]) {
        const outcome = await plan.configure(member);
        expect(outcome, outcome.stderr).toMatchObject({ status: 0 });
        expect(outcome.stdout).toContain("restarted mysqld because this is its first configuration");
        succeeds(await plan.ready(member));
      }
    });

    it("leave nothing of the uploaded secrets, and keys that only their users can read", async () => {
      expect(
        await plan.replica.machine.machine.must(
          "cd /home/ubuntu/.plumbline/configure; ls server-key* seed-key || true",
        ),
      ).toBe("");
      expect(
        await plan.replica.machine.machine.must(
          "stat -c '%a %U' /etc/mysql/tls/server-key.pem /root/.ssh/plumbline-seed",
        ),
      ).toBe("400 mysql\n600 root");
    });

    it("change nothing the second time", async () => {
      for (const member of [plan.replica, plan.source]) {
        const pid = await member.machine.mysqld();
        const outcome = await plan.configure(member);
        expect(outcome.stdout).toBe("configure-mysql: mysqld runs as the plan says\n");
        expect(await member.machine.mysqld()).toBe(pid);
      }
    });

    it("change a setting while mysqld runs, where it can be", async () => {
      const pid = await plan.source.machine.mysqld();
      plan.source.settings.max_connections = "60";
      plan.source.settings.max_binlog_size = "128M";
      plan.source.settings.innodb_print_all_deadlocks = "ON";
      expect((await plan.configure(plan.source)).stdout).not.toContain("restarted");
      expect(await plan.source.machine.mysqld()).toBe(pid);
      const is = "SELECT @@GLOBAL.max_connections, @@GLOBAL.max_binlog_size, @@GLOBAL.innodb_print_all_deadlocks";
      expect(await plan.source.machine.sql(is)).toBe("60\t134217728\t1");
      delete plan.source.settings.innodb_print_all_deadlocks;
      expect((await plan.configure(plan.source)).stdout).toContain("set innodb_print_all_deadlocks while mysqld runs");
      expect(await plan.source.machine.sql(is)).toBe("60\t134217728\t0");
    });

    it("restart mysqld once for a setting that it cannot change while it runs", async () => {
      const pid = await plan.source.machine.mysqld();
      plan.source.settings.innodb_log_spin_cpu_pct_hwm = "51";
      plan.source.settings.back_log = "90";
      expect((await plan.configure(plan.source)).stdout).toContain("restarted mysqld because back_log changed\n");
      expect(await plan.source.machine.mysqld()).not.toBe(pid);
      expect(await plan.source.machine.sql("SELECT @@GLOBAL.back_log")).toBe("90");
      expect((await plan.configure(plan.source)).stdout).not.toContain("restarted");
    });

    it("take a configuration back that mysqld would not start with", async () => {
      const pid = await plan.source.machine.mysqld();
      const outcome = await plan.configure({
        ...plan.source,
        settings: { ...plan.source.settings, no_such_option: "3" },
      });
      fails(outcome, /mysqld refuses its configuration.*no_such_option/, /settings/);
      expect(await plan.source.machine.mysqld()).toBe(pid);
      expect((await plan.configure(plan.source)).stdout).not.toContain("wrote");
    });

    it("take a configuration back that mysqld accepts and then does not start with", async () => {
      // stands for all that nobody knows of beforehand
      const outcome = await plan.configure(plan.source, "binlog_encryption = ON\n");
      fails(outcome, /runs with the old one again/, /settings/);
      succeeds(await plan.ready(plan.source));
    });

    it("refuse a buffer pool that the machine has no memory for, before mysqld takes it", async () => {
      const settings = { ...plan.source.settings, innodb_buffer_pool_size: "64T" };
      fails(await plan.configure({ ...plan.source, settings }), /this machine has \d+ of memory/, /settings/);
      expect(await plan.source.machine.sql("SELECT @@innodb_buffer_pool_size < 64e9")).toMatch(/1/);
      succeeds(await plan.ready(plan.source));
    });

    it("refuse an address that the node does not have, and a certificate of somebody else", async () => {
      fails(
        await plan.configure({ ...plan.source, ipv6: "2001:db8:a::11" }),
        /does not have the address 2001:db8:a::11/,
      );
      const tls = certificate(authority("another"), plan.source.name, plan.source.ipv6, 365);
      fails(await plan.configure({ ...plan.source, tls }), /not signed by the authority/, /apply again/);
    });

    it("name each thing that is not as planned", async () => {
      await plan.source.machine.sql("SET GLOBAL require_secure_transport = OFF");
      const outcome = await plan.source.machine.run("ready", "ready-mysql", "other", plan.source.ipv6, "7");
      fails(
        outcome,
        /require_secure_transport = OFF from SET GLOBAL by root@localhost, the plan wants ON/,
        /server_id = \d+, the plan wants 7/,
        /does not hold the name other/,
      );
      await plan.source.machine.sql("SET GLOBAL require_secure_transport = ON");
    });
  });
}
