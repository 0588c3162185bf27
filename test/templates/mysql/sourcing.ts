import { describe, expect, it } from "vitest";
import { value } from "../values";
import { fails, succeeds } from "./outcome";
import { POPULATE, type Replication } from "./replication";

/** `source`: the database and the accounts. */
export function sourcing(plan: Replication): void {
  describe("source", () => {
    it("begins anew where filling the database broke off", async () => {
      plan.populate = `${POPULATE}INSERT INTO nowhere VALUES (1);\n`;
      fails(await plan.fill(), /could not be filled.*nowhere/, /populate/);
      plan.populate = POPULATE;
      expect((await plan.fill()).stdout).toContain("filled db01 from the plan");
      expect(await plan.names(plan.source)).toBe("${not} a %{variable},Zoë");
    });

    it("writes no transaction the second time", async () => {
      const before = await plan.source.machine.transactions();
      expect((await plan.fill()).stdout).toBe(
        "source: the database db01 is there\nsource: the accounts are as the plan says\n",
      );
      expect(await plan.source.machine.transactions()).toBe(before);
    });

    it("makes accounts of the plan, lets clients of its ranges in, and drops what it made and the plan has no more", async () => {
      await plan.source.machine.sql("CREATE USER 'by-hand'@'localhost'");
      plan.users = [{ name: "reader", rights: ["SELECT"], password: value("reader_password"), generation: 1 }];
      plan.userPasswords = { reader_password: "R3ad3rR3ad3r" };
      plan.clients = ["2001:DB8:b::/64"];
      succeeds(await plan.fill());
      expect((await plan.accounts(plan.source)).split("\n")).toEqual([
        "by-hand@localhost",
        "debian-sys-maint@localhost",
        "mysql.infoschema@localhost",
        "mysql.session@localhost",
        "mysql.sys@localhost",
        "reader@127.0.0.1",
        "reader@2001:db8:a::10",
        "reader@2001:db8:b:0:%",
        "reader@2001:db8:b::%",
        "reader@2001:db8:b::10",
        "reader@localhost",
        "replicator@2001:db8:b::10",
        "root@localhost",
        "ubuntu@localhost",
      ]);
      const login = "mysql --no-defaults --host=master-sql --user=reader --password=R3ad3rR3ad3r -N -e";
      expect(await plan.replica.machine.machine.must(`${login} 'SELECT COUNT(*) FROM db01.persons' 2>/dev/null`)).toBe(
        "2",
      );
      expect((await plan.replica.machine.machine.run(`${login} 'DELETE FROM db01.persons'`)).stderr).toContain(
        "denied",
      );
    });

    it("puts an account right that somebody changed", async () => {
      await plan.source.machine.sql("GRANT ALL ON *.* TO 'reader'@'localhost'");
      expect((await plan.fill()).stdout).toContain("account 'reader'@'localhost' changed");
      expect(await plan.source.machine.sql("SHOW GRANTS FOR 'reader'@'localhost'")).toBe(
        "GRANT USAGE ON *.* TO `reader`@`localhost`\nGRANT SELECT ON `db01`.* TO `reader`@`localhost`",
      );
    });

    it("refuses a range that cannot be matched as text", async () => {
      plan.clients = ["2001:db8:b::/60"];
      fails(await plan.fill(), /no multiple of 16/, /clients/);
      plan.clients = [];
      succeeds(await plan.fill());
    });
  });
}
