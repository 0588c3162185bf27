// @module-tag tools
// @module-tag needs/mysqld

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { value } from "../values";
import { succeeds } from "./outcome";
import { addSource } from "./pair";
import { Replication } from "./replication";

/** What runs with the rights of an account whose host leaves the plan, at a server of its own. */
describe("accounts that the plan has no more", () => {
  const plan = new Replication();
  const sql = (statements: string) => plan.source.machine.sql(statements);
  const IN_PLAN = [{ name: "app", rights: ["ALL"], password: value("app_password"), generation: 1 }];
  /** The application's own host, as an address of this machine. */
  const login = (statement: string) =>
    plan.source.machine.machine.run(
      `cat >/root/app.cnf; mysql --defaults-file=/root/app.cnf --bind-address=2001:db8:c::5 --host=2001:db8:a::10 db01 -N -e "${statement}"`,
      "[client]\nuser=app\npassword=App_Passw0rd.App\n",
    );
  const ACCOUNT = "'app'@'2001:db8:c::%'";

  beforeAll(async () => {
    plan.users = IN_PLAN;
    plan.userPasswords = { app_password: "App_Passw0rd.App" };
    plan.clients = ["2001:db8:c::/64"];
    await addSource(plan);
    plan.source.machine.machine.outside(["ip", "-6", "address", "replace", "2001:db8:c::5/128", "dev", "lo", "nodad"]);
    // without it, only an account with SUPER makes triggers where there is a binary log
    plan.source.settings = { ...plan.source.settings, log_bin_trust_function_creators: "ON" };
    succeeds(await plan.configure(plan.source));
    succeeds(await plan.fill());
    plan.source.machine.machine.write(
      "/root/made.sql",
      `CREATE TABLE seen (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30));
CREATE VIEW all_names AS SELECT name FROM persons;
CREATE TRIGGER remember AFTER INSERT ON persons FOR EACH ROW INSERT INTO seen (name) VALUES (NEW.name);
CREATE PROCEDURE forget() DELETE FROM seen;
CREATE EVENT now_and_then ON SCHEDULE EVERY 1 SECOND DO INSERT INTO seen (name) VALUES ('event');
`,
    );
    succeeds(await login("SELECT 1"));
    await plan.source.machine.machine.must(
      "mysql --defaults-file=/root/app.cnf --bind-address=2001:db8:c::5 --host=2001:db8:a::10 db01 </root/made.sql",
    );
    expect(await sql("SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_NAME = 'remember'")).toBe(
      "app@2001:db8:c::%",
    );
  });
  afterAll(() => plan.stop());

  it("let nobody in and are locked while a view, a trigger, a routine or an event needs them", async () => {
    const open = plan.source.machine.machine.begin(
      "mysql --defaults-file=/root/app.cnf --bind-address=2001:db8:c::5 --host=2001:db8:a::10 db01 -N -e 'SELECT SLEEP(300)'",
    );
    await plan.source.machine.machine.must(
      "timeout 60 sh -c \"until mysql -Ne 'SELECT INFO FROM information_schema.PROCESSLIST' | grep -q '^SELECT SLEEP'; do sleep 0.1; done\"",
    );
    plan.clients = ["2001:db8:d::/64"];
    const outcome = await plan.account();
    succeeds(outcome);
    expect(outcome.stdout).toContain(
      `account ${ACCOUNT} locked: the plan has it no more, but it is needed by: event db01.now_and_then, routine db01.forget, trigger db01.remember, view db01.all_names.`,
    );
    expect(outcome.stdout).toMatch(/sessions that are open go on until they end or you KILL them: \d+/);
    expect(outcome.stdout).toContain("account 'app'@'2001:db8:c:0:%' dropped: the plan has it no more");
    expect((await login("SELECT 1")).stderr).toContain("ERROR 3118");
    await sql(
      "SELECT CONCAT('KILL ', id) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%' INTO @k; PREPARE k FROM @k; EXECUTE k",
    );
    await open.end;
  });

  it("serve everybody who writes to the table, calls and reads, as before", async () => {
    await sql("INSERT INTO db01.persons (name) VALUES ('Emil')");
    expect(await sql("SELECT COUNT(*) FROM db01.seen WHERE name = 'Emil'")).toBe("1");
    expect(await sql("SELECT COUNT(*) FROM db01.all_names WHERE name = 'Emil'")).toBe("1");
    await sql("CALL db01.forget(); DELETE FROM db01.seen");
    await plan.source.machine.machine.must(
      'timeout 60 sh -c "until mysql -Ne \\"SELECT name FROM db01.seen\\" | grep -q event; do sleep 0.2; done"',
    );
  });

  it("are named again by each run, which writes no transaction", async () => {
    await sql("ALTER EVENT db01.now_and_then DISABLE");
    const before = await plan.source.machine.transactions();
    expect((await plan.account()).stdout).toContain(`account ${ACCOUNT} locked`);
    expect(await plan.source.machine.transactions()).toBe(before);
  });

  it("keep to the rights that the plan gives their user now", async () => {
    plan.users = [{ ...(IN_PLAN[0] as (typeof IN_PLAN)[0]), rights: ["SELECT", "INSERT"] }];
    succeeds(await plan.account());
    expect(await sql(`SHOW GRANTS FOR ${ACCOUNT}`)).toContain("GRANT SELECT, INSERT ON `db01`.*");
    plan.users = IN_PLAN;
    succeeds(await plan.account());
  });

  it("are unlocked when the plan has them again", async () => {
    plan.clients = ["2001:db8:c::/64"];
    expect((await plan.account()).stdout).toContain(`account ${ACCOUNT} changed: no ACCOUNT UNLOCK; ACCOUNT LOCK`);
    succeeds(await login("SELECT 1"));
  });

  it("are locked while somebody has them as a role, and dropped when nothing needs them any more", async () => {
    plan.clients = [];
    await sql(`DROP VIEW db01.all_names; DROP TRIGGER db01.remember; DROP PROCEDURE db01.forget;
      DROP EVENT db01.now_and_then; CREATE USER 'other'@'localhost'; GRANT ${ACCOUNT} TO 'other'@'localhost'`);
    expect((await plan.account()).stdout).toContain("needed by: role of other@localhost");
    await sql("DROP USER 'other'@'localhost'");
    expect((await plan.account()).stdout).toContain(`account ${ACCOUNT} dropped: the plan has it no more`);
    expect(await sql("SELECT Host FROM mysql.user WHERE User = 'app' ORDER BY Host")).toBe(
      "127.0.0.1\n2001:db8:a::10\nlocalhost",
    );
  });

  it("go with a user that leaves the plan", async () => {
    await sql("CREATE DEFINER = 'app'@'localhost' VIEW db01.last AS SELECT 1");
    plan.users = [];
    const outcome = await plan.account();
    expect(outcome.stdout).toContain(
      "account 'app'@'localhost' locked: the plan has it no more, but it is needed by: view db01.last",
    );
    expect(outcome.stdout).toContain("account 'app'@'127.0.0.1' dropped");
  });
});
