// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { addSource } from "./pair";
import { type Member, Replication } from "./replication";

/** A mysqld that lets root not in is up: it is never restarted for that, and nothing is written. */
describe("a mysqld that is up and refuses root", { timeout: 600_000 }, () => {
  const plan = new Replication();
  let server: Member;
  let pid = "";

  beforeAll(async () => {
    server = await addSource(plan);
    succeeds(await plan.configure(server));
    pid = await server.machine.mysqld();
    await server.machine.sql(
      "CREATE USER helper@localhost IDENTIFIED BY 'Help3r'; GRANT ALL ON *.* TO helper@localhost WITH GRANT OPTION",
    );
  });
  afterAll(() => plan.stop());
  afterEach(async () => {
    expect(await server.machine.mysqld()).toBe(pid);
    succeeds(await plan.configure(server));
    succeeds(await plan.ready(server));
  });

  const helper = (statement: string) =>
    server.machine.machine.must(`printf '[client]\\nuser=helper\\npassword=Help3r\\n' >/run/helper.cnf
      mysql --defaults-file=/run/helper.cnf --execute "${statement}"`);

  /** Each step says what mysqld said and what to do, and changes nothing. */
  async function refused(...patterns: readonly RegExp[]): Promise<void> {
    const other = { ...server, settings: { ...server.settings, back_log: "77" } };
    for (const outcome of [await plan.configure(other), await plan.ready(server)]) {
      fails(outcome, ...patterns);
    }
    expect(await server.machine.machine.must("cat /etc/mysql/mysql.conf.d/zz-plumbline.cnf")).not.toContain("back_log");
  }

  it.each([
    ["a password", "IDENTIFIED WITH caching_sha2_password BY 'S3cret'", /ERROR 1045/],
    ["a lock", "ACCOUNT LOCK", /ERROR 3118/],
    [
      "a password that has expired",
      "IDENTIFIED WITH caching_sha2_password BY '' PASSWORD EXPIRE",
      /ERROR 18(20|62)|connect-expired-password/,
    ],
    ["a certificate to show", "REQUIRE X509", /ERROR 1698/],
  ])("as somebody gave root %s", async (_, change, error) => {
    await helper(`ALTER USER root@localhost ${change}`);
    await refused(/mysqld is up, and does not let root in over its socket/, error, /IDENTIFIED WITH auth_socket/);
    const said = (await plan.ready(server)).stderr;
    const [statement] = /ALTER USER root@localhost IDENTIFIED WITH auth_socket[^.]*/.exec(said) ?? [];
    await helper(`${statement}`);
  });

  it("as it takes compressed connections alone; what is told lets the steps in", async () => {
    await server.machine.sql("SET PERSIST protocol_compression_algorithms = 'zlib'");
    await refused(/mysqld is up, and refuses connections that are not compressed: ERROR 3922/);
    const [, command] = /to do: sudo (mysql [^']*'[^']*')/.exec((await plan.ready(server)).stderr) ?? [];
    await server.machine.machine.must(`${command}`);
  });

  it("as all connections are used up, the one for administrators too", async () => {
    const sessions = [1, 2, 3].map(() => server.machine.machine.begin("mysql --execute 'DO SLEEP(900)'"));
    const asleep = "SELECT COUNT(*) FROM performance_schema.processlist WHERE INFO = 'DO SLEEP(900)'";
    while ((await server.machine.sql(asleep)) !== "3") {}
    // one more than this many is let in, as an administrator
    await server.machine.sql("SET GLOBAL max_connections = 2");
    await refused(/mysqld is up, and has no connection left for root.*ERROR 1040/, /end sessions of applications/);
    await server.machine.machine.must("pkill -x mysql");
    await Promise.all(sessions.map(({ end }) => end));
  });

  it("or does not answer at all", async () => {
    await server.machine.machine.must("mv /run/mysqld/mysqld.sock /run/mysqld/away");
    await refused(/mysqld runs \(process \d+\) and does not answer at its socket.*ERROR 2002/);
    await server.machine.machine.must("mv /run/mysqld/away /run/mysqld/mysqld.sock");
  });

  it("is let in offline, as an administrator is", async () => {
    await server.machine.sql("SET GLOBAL offline_mode = ON");
    succeeds(await plan.configure(server));
    await server.machine.sql("SET GLOBAL offline_mode = OFF");
  });
});
