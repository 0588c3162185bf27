// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTurn } from "./in-turn";
import type { Outcome } from "./machine";
import { fails, succeeds } from "./outcome";
import { addPair } from "./pair";
import { type Member, Replication } from "./replication";

/** A plan's roles never overwrite what the servers are: from each test to the next, on one group. */
describe("roles of real servers", { timeout: 600_000 }, () => {
  const plan = new Replication();
  plan.opens = false;
  let one: Member;
  let other: Member;
  let runs = 0;

  beforeAll(async () => {
    await addPair(plan, "one-sql", "other-sql");
    one = plan.source;
    other = plan.replica;
  });
  afterAll(() => plan.stop());

  inTurn();

  const FILE = "/etc/mysql/mysql.conf.d/zzz-plumbline-source.cnf";
  const writable = ({ machine }: Member) => machine.sql("SELECT @@GLOBAL.read_only, @@GLOBAL.super_read_only");
  const NOTHING_TO_DO = "role sql: looking at the servers of 2 members\nrole sql: one-sql is the source\n";
  const [OPEN, CLOSED] = ["0\t0", "1\t1"];
  const isSource = async ({ machine }: Member) => (await machine.machine.run(`[ -e ${FILE} ]`)).status === 0;

  /** The step, in a run of its own. */
  const role = () => plan.role(`run-${++runs}`);

  async function replicate(): Promise<void> {
    succeeds(await plan.fill());
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica));
  }

  /** Files of mysqld, what is in force of a role, the channel, and which process of mysqld. */
  const state = async (member: Member) =>
    [
      await member.machine.machine.must("cat /etc/mysql/mysql.conf.d/*plumbline*"),
      await writable(member),
      await member.machine.sql("SELECT @@GLOBAL.event_scheduler"),
      await member.machine.sql(
        "SELECT HOST, SERVICE_STATE FROM performance_schema.replication_connection_configuration JOIN performance_schema.replication_connection_status USING (CHANNEL_NAME)",
      ),
      await member.machine.mysqld(),
    ].join("\n");

  /** The step refuses, and leaves all members as they are. */
  async function refused(...patterns: readonly RegExp[]): Promise<Outcome> {
    const before = [await state(one), await state(other)];
    const outcome = await role();
    fails(outcome, ...patterns);
    expect([await state(one), await state(other)]).toEqual(before);
    return outcome;
  }

  const received = async (row: string) => {
    await plan.insert(row);
    const set = await plan.source.machine.transactions();
    const missing = `SELECT GTID_SUBTRACT('${set}', CONCAT(@@GLOBAL.gtid_executed, ',', RECEIVED_TRANSACTION_SET))
      FROM performance_schema.replication_connection_status`;
    for (let tries = 0; tries < 600 && (await plan.replica.machine.sql(missing)) !== ""; tries++) {}
    expect(await plan.replica.machine.sql(missing)).toBe("");
  };

  /** What a message has a person run. */
  const ordersIn = ({ stderr }: Outcome) =>
    [...stderr.matchAll(/sudo (mysql -e (?:"[^"]*"|'[^']*'))/g)].map(([, order]) => order);

  it("are none before the step: each member starts read-only, the source of a new group too", async () => {
    for (const member of [other, one]) {
      succeeds(await plan.configure(member));
      succeeds(await plan.ready(member));
      expect(await writable(member)).toBe(CLOSED);
    }
    // what names the members is all that their files differ by
    const settings = "sed -E '/^(server_id|report_host|bind_address) /d' /etc/mysql/mysql.conf.d/zz-plumbline.cnf";
    expect(await one.machine.machine.must(settings)).toBe(await other.machine.machine.must(settings));
  });

  it("are what the plan says of a new group, and no run is needed twice", async () => {
    const outcome = await role();
    succeeds(outcome);
    expect(outcome.stdout).toContain("role one-sql: opened this server for writes: it is the source");
    expect([await writable(one), await writable(other)]).toEqual([OPEN, CLOSED]);
    expect(await one.machine.sql("SELECT @@GLOBAL.event_scheduler")).toBe("ON");
    expect([await isSource(one), await isSource(other)]).toEqual([true, false]);
    await replicate();
    const before = [await state(one), await state(other)];
    expect((await role()).stdout).toBe(NOTHING_TO_DO);
    expect([await state(one), await state(other)]).toEqual(before);
    for (const { machine } of [one, other]) {
      expect(await machine.machine.must("cat /var/lib/plumbline/steps/role")).toBe(`run-${runs}`);
    }
  });

  it("outlive a restart: the source comes up writable, a replica never", async () => {
    for (const member of [one, other]) {
      await member.machine.machine.must("restart-mysqld");
    }
    expect([await writable(one), await writable(other)]).toEqual([OPEN, CLOSED]);
    expect(await one.machine.sql("SELECT @@GLOBAL.event_scheduler")).toBe("ON");
    expect(await other.machine.sql("SELECT @@GLOBAL.event_scheduler")).toBe("OFF");
    await plan.insert("after a restart");
    await plan.caughtUp(other);
    expect(await plan.names(other)).toContain("after a restart");
    expect((await role()).stdout).toBe(NOTHING_TO_DO);
  });

  it("need the runs of the steps before, and whoever logs in by the plan's keys", async () => {
    const ready = "/var/lib/plumbline/steps/ready";
    await other.machine.machine.must(`echo 'begun another' >${ready}`);
    fails(await role(), /role other-sql: the step ready did not come to its end on this node/, /-replace=ready/);
    await other.machine.machine.must(`echo configured >${ready}; mv /home/ubuntu/.ssh /home/ubuntu/.kept`);
    fails(await role(), /Permission denied/, /role other-sql: the connection to 2001:db8:b::10 broke off, or/);
    await other.machine.machine.must("mv /home/ubuntu/.kept /home/ubuntu/.ssh");
    succeeds(await role());
  });

  it("that are swapped in the plan are refused for the whole group, and nothing is lost", async () => {
    await other.machine.sql("STOP REPLICA SQL_THREAD");
    await received("late one");
    await received("late two");
    plan.members.reverse();
    await refused(
      /role other-sql: the plan calls this node the source of sql, and it is a replica of one-sql/,
      /not applied yet: \S+:\d/,
      /put `source` of sql in the plan back/,
      /role one-sql: the plan calls this node a replica in sql, and it takes writes: read_only is OFF, it has no channel/,
      /db01/,
    );
    await other.machine.sql("STOP REPLICA");
    await refused(/its channel is stopped/);
    plan.members.reverse();
    await other.machine.sql("START REPLICA");
    succeeds(await role());
    await plan.caughtUp(other);
    expect(await plan.names(other)).toContain("late two");
  });

  it("that are right are not held up by a load that broke off, and a replica that takes writes by mistake is closed", async () => {
    await other.machine.sql("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
    const outcome = await role();
    succeeds(outcome);
    expect(outcome.stdout).toContain("role other-sql: set super_read_only: this server is a replica");
    expect(await writable(other)).toBe(CLOSED);
    const marker = "/var/lib/plumbline/mysql/seed";
    await other.machine.machine.must(`sed -i.kept 's/^state=.*/state=loading/' ${marker}`);
    await other.machine.sql("STOP REPLICA; SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
    succeeds(await role());
    expect(await writable(other)).toBe("0\t0");
    succeeds(await plan.configure(other));
    await other.machine.machine.must(`mv ${marker}.kept ${marker}`);
    await other.machine.sql("SET GLOBAL super_read_only = ON; START REPLICA");
  });

  it("of a source that somebody set read-only are left alone, by a restart too", async () => {
    await one.machine.sql("SET GLOBAL super_read_only = ON");
    await refused(/takes no writes: read_only is ON \(by root@localhost at /, /SET GLOBAL read_only = OFF/);
    const before = await state(one);
    fails(
      await plan.configure({ ...one, settings: { ...one.settings, back_log: "77" } }),
      /must restart because back_log changed, and would take writes then: read_only is ON \(by root@localhost at /,
    );
    expect(await state(one)).toBe(before);
    await one.machine.sql("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
    succeeds(await role());
  });

  it("are what a restart must bring, whoever else says something of them", async () => {
    await other.machine.sql("SET PERSIST_ONLY read_only = OFF");
    fails(await role(), /would have read_only = OFF after a restart: SET PERSIST keeps it/, /RESET PERSIST read_only/);
    await other.machine.sql("RESET PERSIST read_only");
    const file = "/etc/mysql/mysql.conf.d/zzzz-somebody.cnf";
    await one.machine.machine.must(`printf '[mysqld]\nsuper_read_only = ON\n' >${file}`);
    fails(await role(), /would start with super_read_only = ON: \S+zzzz-somebody\.cnf:2/);
    await one.machine.machine.must(`rm ${file}`);
    succeeds(await role());
  });

  it("keep what a replica has received, though its source is gone", async () => {
    await other.machine.sql("STOP REPLICA SQL_THREAD");
    await received("last words");
    await one.machine.machine.must("kill -9 $(cat /run/mysqld/mysqld.pid); while pgrep -x mysqld; do sleep 0.1; done");
    const before = await state(other);
    const settings = { ...other.settings, back_log: "77" };
    fails(
      await plan.configure({ ...other, settings }),
      /must restart because back_log changed.*received and not applied.*source cannot be reached/,
      /START REPLICA SQL_THREAD/,
    );
    expect(await state(other)).toBe(before);
    // a person's session has what the server is set to, and no set may be cut off at that
    await other.machine.sql("SET GLOBAL group_concat_max_len = 20");
    plan.members.reverse();
    const outcome = await role();
    fails(outcome, /role one-sql: mysqld does not run on this node, so nobody can tell whose data count in sql/);
    const [order] = ordersIn(outcome);
    plan.members.reverse();
    expect(await other.machine.machine.must(`${order} --batch --skip-column-names`)).toBe("0");
    const unapplied = `SELECT GTID_SUBTRACT(RECEIVED_TRANSACTION_SET, @@GLOBAL.gtid_executed)
      FROM performance_schema.replication_connection_status`;
    expect(await other.machine.sql(unapplied)).toBe("");
    await other.machine.sql("SET GLOBAL group_concat_max_len = DEFAULT; START REPLICA IO_THREAD");
    succeeds(await plan.configure({ ...other, settings }));
    expect(await plan.names(other)).toContain("last words");
    succeeds(await plan.configure(other));
  });

  /** The replica alone: the source is gone from the plan. */
  async function alone(work: () => Promise<void>): Promise<void> {
    const [source, replica] = plan.members.splice(0) as [Member, Member];
    plan.members.push(replica);
    await work();
    plan.members.splice(0, 1, source, replica);
  }

  it("of a replica that was promoted in a hurry are refused, though its channel still tries to connect", async () => {
    await other.machine.sql(
      "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; INSERT INTO db01.persons (name) VALUES ('in a hurry')",
    );
    fails(
      await role(),
      /takes writes: read_only is OFF, its channel does not reach one-sql/,
      /make this node the `source`/,
    );
    expect(await writable(other)).toBe(OPEN);
    const before = await state(other);
    fails(
      await plan.configure({ ...other, settings: { ...other.settings, back_log: "78" } }),
      /must restart because back_log changed, and would take no writes then: read_only is OFF \(by root@localhost at [^)]*\), its channel does not reach one-sql/,
      /make it the `source`/,
    );
    expect(await state(other)).toBe(before);
    await other.machine.sql("SET GLOBAL super_read_only = ON");
  });

  it("of a dead source's replica are refused until it was promoted by hand, as the message says", async () => {
    await alone(async () => {
      const outcome = await role();
      fails(outcome, /is a replica of one-sql \(its channel is running\)/, /RESET REPLICA ALL/);
      const [first, second] = ordersIn(outcome);
      expect(await other.machine.machine.must(`${first} --batch --skip-column-names`)).toBe("0");
      await other.machine.machine.must(`${second}`);
      succeeds(await role());
      expect(await isSource(other)).toBe(true);
      expect(await other.machine.sql("SELECT @@GLOBAL.event_scheduler")).toBe("ON");
      await other.machine.machine.must("restart-mysqld");
      expect(await writable(other)).toBe(OPEN);
      expect(await plan.names(other)).toContain("last words");
      await other.machine.sql("INSERT INTO db01.persons (name) VALUES ('after the promotion')");
    });
  });

  it("of a replica that was promoted by hand are not overwritten by an older plan", async () => {
    await one.machine.machine.must("restart-mysqld");
    await refused(
      /role other-sql: the plan calls this node a replica in sql, and it takes writes: read_only is OFF, it has no channel/,
      /make this node the `source` of sql/,
    );
    await other.machine.sql("INSERT INTO db01.persons (name) VALUES ('still served')");
  });

  it("of the old source follow once nobody writes there, as the message says", async () => {
    plan.members.reverse();
    const outcome = await refused(
      /role one-sql: the plan calls this node a replica .* read_only is OFF, it has no channel/,
    );
    const [order] = ordersIn(outcome);
    await one.machine.machine.must(`${order}`);
    const settled = await role();
    succeeds(settled);
    expect(settled.stdout).toContain(`role one-sql: removed ${FILE}: this server is a replica`);
    await replicate();
    await plan.caughtUp(one);
    expect(await plan.names(one)).toContain("still served");
    for (const member of [one, other]) {
      await member.machine.machine.must("restart-mysqld");
    }
    expect([await writable(one), await writable(other)]).toEqual([CLOSED, OPEN]);
  });
});
