// @module-tag tools
// @module-tag needs/mysqld

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DATABASE_PRIVILEGES } from "../../../platform/mysql/privileges";
import { value } from "../values";
import { fails, succeeds } from "./outcome";
import { addSource } from "./pair";
import { Replication } from "./replication";

/** Accounts at a server of their own: what a person changes by hand is found and put right, whatever it is. */
describe("accounts of a source", () => {
  const plan = new Replication();
  const sql = (statements: string) => plan.source.machine.sql(statements);
  const grants = () => sql("SHOW GRANTS FOR 'app'@'localhost'");
  /** As an application on the node, which may have no socket. */
  const login = (password: string, statement = "SELECT 1", where = "--protocol=tcp --host=127.0.0.1") =>
    plan.source.machine.machine.run(
      `cat >/root/app.cnf; mysql --defaults-file=/root/app.cnf ${where} -N -e "${statement}"`,
      `[client]\nuser=app\npassword=${password}\n`,
    );
  const app = (rights: readonly string[]) => [{ name: "app", rights, password: value("app_password"), generation: 1 }];

  beforeAll(async () => {
    plan.database = "shop_eu";
    plan.populate =
      "CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(20));\nINSERT INTO orders VALUES (1, 'one');\n";
    plan.users = app(["SELECT", "INSERT"]);
    plan.userPasswords = { app_password: "First_Passw0rd.0fApp1ication" };
    await addSource(plan);
    succeeds(await plan.configure(plan.source));
    succeeds(await plan.fill());
  });
  afterAll(() => plan.stop());

  const unchanged = async () => {
    const before = await plan.source.machine.transactions();
    expect((await plan.account()).stdout).toBe("source: the accounts are as the plan says\n");
    expect(await plan.source.machine.transactions()).toBe(before);
  };

  it("are made once, and a second run writes no transaction", unchanged);

  it.each([
    ["the socket", "--protocol=socket"],
    ["127.0.0.1", "--protocol=tcp --host=127.0.0.1 --ssl-mode=VERIFY_CA --ssl-ca=/etc/mysql/tls/ca.pem"],
    ["the node's name", "--host=master-sql --ssl-mode=VERIFY_IDENTITY --ssl-ca=/etc/mysql/tls/ca.pem"],
    ["the node's own address", "--host=2001:db8:a::10"],
  ])("let an application on the node in over %s", async (_, where) => {
    succeeds(await login("First_Passw0rd.0fApp1ication", "SELECT COUNT(*) FROM shop_eu.orders", where));
    expect((await login("Wr0ng_passw0rd", "SELECT 1", where)).stderr).toContain("ERROR 1045");
  });

  it("are not let in over TCP without encryption", async () => {
    const { stderr } = await login("First_Passw0rd.0fApp1ication", "SELECT 1", "--host=127.0.0.1 --ssl-mode=DISABLED");
    expect(stderr).toMatch(/ERROR (3159|1045)/);
  });

  it.each([
    ["a right on everything", "GRANT SELECT ON *.* TO 'app'@'localhost'", "SELECT ON *.*"],
    ["a dynamic right", "GRANT BINLOG_ADMIN ON *.* TO 'app'@'localhost' WITH GRANT OPTION", "BINLOG_ADMIN"],
    ["a right on another database", "GRANT ALL ON sys.* TO 'app'@'localhost' WITH GRANT OPTION", "`sys`"],
    ["more rights on its database", "GRANT DELETE, DROP ON `shop\\_eu`.* TO 'app'@'localhost'", "DELETE"],
    ["less rights on its database", "REVOKE INSERT ON `shop\\_eu`.* FROM 'app'@'localhost'", "no INSERT"],
    [
      "the right to pass its rights on",
      "GRANT SELECT ON `shop\\_eu`.* TO 'app'@'localhost' WITH GRANT OPTION",
      "GRANT OPTION",
    ],
    ["rights on columns", "GRANT UPDATE (id, note), SELECT (note) ON shop_eu.orders TO 'app'@'localhost'", "`note`"],
    ["a right on a routine", "GRANT EXECUTE ON PROCEDURE sys.ps_setup_save TO 'app'@'localhost'", "PROCEDURE"],
    ["a role", "CREATE ROLE IF NOT EXISTS chief; GRANT chief TO 'app'@'localhost' WITH ADMIN OPTION", "`chief`"],
    ["a default role", "GRANT chief TO 'app'@'localhost'; SET DEFAULT ROLE chief TO 'app'@'localhost'", "DEFAULT ROLE"],
    ["the right to act for another", "GRANT PROXY ON root@localhost TO 'app'@'localhost'", "PROXY"],
    ["no need of TLS", "ALTER USER 'app'@'127.0.0.1' REQUIRE NONE", "no REQUIRE SSL"],
    ["a certificate to be shown", "ALTER USER 'app'@'localhost' REQUIRE X509", "no REQUIRE NONE"],
    ["a limit", "ALTER USER 'app'@'localhost' WITH MAX_USER_CONNECTIONS 3", "MAX_USER_CONNECTIONS 3"],
    ["an expired password", "ALTER USER 'app'@'localhost' PASSWORD EXPIRE", "PASSWORD EXPIRE"],
    ["a password that will expire", "ALTER USER 'app'@'localhost' PASSWORD EXPIRE INTERVAL 9 DAY", "INTERVAL 9"],
    [
      "a history of passwords",
      "ALTER USER 'app'@'localhost' PASSWORD HISTORY 5 PASSWORD REUSE INTERVAL 9 DAY",
      "HISTORY 5",
    ],
    [
      "a limit of failed logins",
      "ALTER USER 'app'@'localhost' FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2",
      "FAILED_LOGIN",
    ],
    ["a lock", "ALTER USER 'app'@'localhost' ACCOUNT LOCK", "ACCOUNT LOCK"],
    ["another password", "ALTER USER 'app'@'localhost' IDENTIFIED BY 'By_hand.1'", "a new password"],
    [
      "a second password",
      "ALTER USER 'app'@'localhost' IDENTIFIED BY 'By_hand.1' RETAIN CURRENT PASSWORD",
      "password before ends",
    ],
    [
      "another name for the operator",
      "ALTER USER 'ubuntu'@'localhost' IDENTIFIED WITH auth_socket AS 'daemon'",
      "AS '...'",
    ],
  ])("that got %s by hand are put right, with what it was", async (_, statement, words) => {
    await sql(statement);
    const outcome = await plan.account();
    succeeds(outcome);
    expect(outcome.stdout).toContain("changed: ");
    expect(outcome.stdout).toContain(words);
    expect(await grants()).toBe(
      "GRANT USAGE ON *.* TO `app`@`localhost`\nGRANT SELECT, INSERT ON `shop\\_eu`.* TO `app`@`localhost`",
    );
  });

  it("that were put right are as the plan says, and let in with the plan's password alone", async () => {
    await unchanged();
    succeeds(await login("First_Passw0rd.0fApp1ication"));
    expect((await login("By_hand.1", "SELECT 1", "")).status).toBe(1);
  });

  it("that are as the plan says stay so when privileges are read anew, and a comment is nobody's business", async () => {
    await sql("FLUSH LOCAL PRIVILEGES; ALTER USER 'app'@'localhost' COMMENT 'ask Ann first'");
    await unchanged();
  });

  it("that are already there become the plan's; others of the same name stay as they are", async () => {
    await sql("CREATE USER 'app'@'10.1.%', 'reader'@'localhost' IDENTIFIED BY 'By_hand.1'");
    plan.users = [
      ...app(["SELECT", "INSERT"]),
      { name: "reader", rights: ["SELECT"], password: value("reader_password"), generation: 1 },
    ];
    plan.userPasswords.reader_password = "Reader_Passw0rd.0";
    expect((await plan.account()).stdout).toContain("'reader'@'localhost' changed: a new password");
    plan.users = app(["SELECT", "INSERT"]);
    expect((await plan.account()).stdout).toContain("'reader'@'localhost' dropped: the plan has it no more");
    expect(await sql("SELECT COUNT(*) FROM mysql.user WHERE User = 'app' AND Host = '10.1.%'")).toBe("1");
  });

  it("have rights on the plan's database alone, whether or not names of databases are patterns", async () => {
    await sql("CREATE DATABASE shopxeu; CREATE TABLE shopxeu.orders (id INT)");
    const reach = async (name: string) =>
      (await login("First_Passw0rd.0fApp1ication", `SELECT id FROM ${name}.orders`)).status;
    expect([await reach("shop_eu"), await reach("shopxeu")]).toEqual([0, 1]);
    for (const partial of ["ON", "OFF"]) {
      await sql(`SET GLOBAL partial_revokes = ${partial}`);
      expect((await plan.account()).stdout).toContain("'app'@'localhost' changed: ");
      expect([await reach("shop_eu"), await reach("shopxeu")]).toEqual([0, 1]);
      await unchanged();
    }
  });

  it("may have all rights, listed or not", async () => {
    for (const rights of [["ALL"], DATABASE_PRIVILEGES.slice(1), ["SELECT", "INSERT"]]) {
      plan.users = app(rights);
      succeeds(await plan.account());
      await unchanged();
    }
  });

  it("are not touched at a server that takes no writes, which is said", async () => {
    await sql("SET GLOBAL super_read_only = ON");
    fails(await plan.account(), /takes no writes: super_read_only is ON/);
    await sql("SET GLOBAL read_only = OFF");
    await unchanged();
  });
});
