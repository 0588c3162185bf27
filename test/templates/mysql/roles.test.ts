// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inTurn } from "./in-turn";
import type { Outcome } from "./machine";
import { fails, succeeds } from "./outcome";
import { addPair } from "./pair";
import { type Member, Replication } from "./replication";

/** A plan's roles never overwrite what the servers are: from each test to the next, on one pair. */
describe("roles of real servers", { timeout: 600_000 }, () => {
  const plan = new Replication();
  let one: Member;
  let other: Member;

  beforeAll(async () => {
    await addPair(plan, "one-sql", "other-sql");
    one = plan.source;
    other = plan.replica;
    for (const member of [other, one]) {
      succeeds(await plan.configure(member));
      succeeds(await plan.ready(member));
    }
    await replicate();
  });
  afterAll(() => plan.stop());

  inTurn();

  async function replicate(): Promise<void> {
    succeeds(await plan.fill());
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica));
  }

  /** What configuration a member has, and which process of mysqld. */
  const state = async ({ machine }: Member) =>
    `${await machine.machine.must("cat /etc/mysql/mysql.conf.d/zz-plumbline.cnf")}\n${await machine.mysqld()}`;

  /** Both steps refuse a member, and leave it as it is. */
  async function refused(member: Member, ...patterns: readonly RegExp[]): Promise<void> {
    const before = await state(member);
    const settings = { ...member.settings, back_log: "77" };
    for (const outcome of [await plan.configure({ ...member, settings }), await plan.ready(member)]) {
      fails(outcome, ...patterns);
    }
    expect(await state(member)).toBe(before);
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

  it("that are swapped in the plan are refused at both, and nothing is lost", async () => {
    await other.machine.sql("STOP REPLICA SQL_THREAD");
    await received("late one");
    await received("late two");
    plan.members.reverse();
    await refused(
      other,
      /calls this node a source, and it is a replica of one-sql/,
      /not applied yet: \S+:\d/,
      /put the roles in the plan back/,
    );
    await refused(one, /calls this node a replica, and it takes writes: read_only is OFF, it has no channel/, /db01/);
    await other.machine.sql("STOP REPLICA");
    await refused(other, /its channel is stopped/);
    plan.members.reverse();
    await other.machine.sql("START REPLICA");
    for (const member of [other, one]) {
      succeeds(await plan.configure(member));
      succeeds(await plan.ready(member));
    }
    await plan.caughtUp(other);
    expect(await plan.names(other)).toContain("late two");
  });

  it("that are right are not held up by a load that broke off, nor by a replica that takes writes by mistake", async () => {
    await other.machine.sql("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
    fails(await plan.ready(other), /super_read_only = OFF from SET GLOBAL by root@localhost/);
    expect((await plan.configure(other)).stdout).toContain("set super_read_only while mysqld runs");
    succeeds(await plan.ready(other));
    const marker = "/var/lib/plumbline/mysql/seed";
    await other.machine.machine.must(`sed -i.kept 's/^state=.*/state=loading/' ${marker}`);
    await other.machine.sql("STOP REPLICA; SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
    succeeds(await plan.ready(other));
    succeeds(await plan.configure(other));
    await other.machine.machine.must(`mv ${marker}.kept ${marker}`);
    await other.machine.sql("START REPLICA");
  });

  it("of a source that somebody set read-only are left alone", async () => {
    await one.machine.sql("SET GLOBAL super_read_only = ON");
    await refused(one, /takes no writes: read_only is ON \(by root@localhost at /, /SET GLOBAL read_only = OFF/);
    await one.machine.sql("SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF");
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
    const [order] = ordersIn(await plan.ready(other));
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

  it("of a replica that was promoted in a hurry are refused, though its channel still tries to connect", async () => {
    await other.machine.sql(
      "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; INSERT INTO db01.persons (name) VALUES ('in a hurry')",
    );
    await refused(
      other,
      /takes writes: read_only is OFF, its channel does not reach one-sql/,
      /this node is the source/,
    );
    expect(await other.machine.sql("SELECT @@GLOBAL.read_only")).toBe("0");
    await other.machine.sql("SET GLOBAL super_read_only = ON");
  });

  it("of a dead source's replica are refused until it was promoted by hand, as the message says", async () => {
    plan.members.reverse();
    await refused(other, /is a replica of one-sql \(its channel is running\)/, /RESET REPLICA ALL/);
    const outcome = await plan.ready(other);
    const [first, second] = ordersIn(outcome);
    expect(await other.machine.machine.must(`${first} --batch --skip-column-names`)).toBe("0");
    await other.machine.machine.must(`${second}`);
    succeeds(await plan.configure(other));
    succeeds(await plan.ready(other));
    expect(await plan.names(other)).toContain("last words");
    await other.machine.sql("INSERT INTO db01.persons (name) VALUES ('after the promotion')");
  });

  it("of a replica that was promoted by hand are not overwritten by an older plan", async () => {
    plan.members.reverse();
    await refused(other, /takes writes: read_only is OFF, it has no channel/, /this node is the source/);
    expect(await other.machine.sql("SELECT @@GLOBAL.read_only")).toBe("0");
    await other.machine.sql("INSERT INTO db01.persons (name) VALUES ('still served')");
    plan.members.reverse();
  });

  it("of a server that does not run are not changed", async () => {
    fails(
      await plan.configure(one),
      /is a source, the plan makes it a replica, and mysqld does not run/,
      /start it as it is/,
    );
  });

  it("of the old source follow once nobody writes there, as the message says", async () => {
    await one.machine.machine.must("restart-mysqld");
    await refused(one, /takes writes: read_only is OFF, it has no channel/);
    const [, remedy] = /sudo (mysql -e '[^']*')/.exec((await plan.ready(one)).stderr) ?? [];
    await one.machine.machine.must(`${remedy}`);
    succeeds(await plan.configure(one));
    succeeds(await plan.ready(one));
    await replicate();
    await plan.caughtUp(one);
    expect(await plan.names(one)).toContain("still served");
  });
});
