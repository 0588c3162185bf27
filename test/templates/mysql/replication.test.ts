import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { authority, certificate } from "./certificates";
import { chrootObstacle, mysqlChroot } from "./chroot";
import { Machine, type Outcome } from "./machine";
import { type Member, Replication } from "./replication";

const obstacle = chrootObstacle();
if (obstacle !== undefined) console.warn(`replication of real servers is not tested here: ${obstacle}`);

const POPULATE = `CREATE TABLE persons (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30) UNIQUE);
INSERT INTO persons (name) VALUES ('Zoë'), ('\${not} a %{variable}');
`;

/** Real servers of MySQL 9.7, from each test to the next: what a test leaves behind is what the next one finds. */
describe.skipIf(obstacle !== undefined)("replication of real servers", () => {
  const plan = new Replication();
  let base: string;
  let source: Member;
  let replica: Member;

  beforeAll(async () => {
    base = await mysqlChroot();
    source = await plan.add("master-sql", "2001:db8:a::10", base);
    replica = await plan.add("slave-sql", "2001:db8:b::10", base);
    cable(replica, "eth0");
    plan.writeHosts();
    plan.populate = POPULATE;
    // as the package leaves it: mysqld runs with its own configuration
    await Promise.all(plan.members.map(({ machine }) => machine.machine.must("restart-mysqld")));
  });
  afterAll(() => plan.stop());

  let broken = false;
  beforeEach(({ skip }) => skip(broken, "an earlier test did not leave what this one begins with"));
  afterEach(({ task }) => {
    broken ||= task.result?.state === "fail";
  });

  /** Joins a replica to the source. */
  function cable(to: Member, card: string): void {
    Machine.join(
      { machine: source.machine.machine, address: source.ipv6, card },
      { machine: to.machine.machine, address: to.ipv6, card: "eth0" },
    );
  }

  const names = (member: Member) => member.machine.sql("SELECT GROUP_CONCAT(name ORDER BY name) FROM db01.persons");
  const accounts = (member: Member) =>
    member.machine.sql("SELECT CONCAT(user, '@', host) FROM mysql.user ORDER BY user, host");
  const insert = (name: string) => source.machine.sql(`INSERT INTO db01.persons (name) VALUES ('${name}')`);
  /** Waits until the replica has applied all that the source has. */
  const caughtUp = async (member: Member) =>
    member.machine.sql(`SELECT WAIT_FOR_EXECUTED_GTID_SET('${await source.machine.transactions()}', 60)`);
  const purge = () =>
    source.machine.sql("FLUSH BINARY LOGS; SET @now = NOW(); DO SLEEP(1); PURGE BINARY LOGS BEFORE NOW()");

  describe("configure and ready", () => {
    it("write the configuration, and restart mysqld once", async () => {
      for (const member of [replica, source]) {
        const outcome = await plan.configure(member);
        expect(outcome, outcome.stderr).toMatchObject({ status: 0 });
        expect(outcome.stdout).toContain("restarted mysqld because this is its first configuration");
        succeeds(await plan.ready(member));
      }
    });

    it("leave nothing of the uploaded secrets, and keys that only their users can read", async () => {
      expect(await replica.machine.machine.must("cd /home/ubuntu/.plumbline/configure; ls *key* || true")).toBe("");
      expect(
        await replica.machine.machine.must("stat -c '%a %U' /etc/mysql/tls/server-key.pem /root/.ssh/plumbline-seed"),
      ).toBe("400 mysql\n600 root");
    });

    it("change nothing the second time", async () => {
      for (const member of [replica, source]) {
        const pid = await member.machine.mysqld();
        const outcome = await plan.configure(member);
        expect(outcome.stdout).toBe("configure-mysql: mysqld runs as the plan says\n");
        expect(await member.machine.mysqld()).toBe(pid);
      }
    });

    it("change a setting while mysqld runs, where it can be", async () => {
      const pid = await source.machine.mysqld();
      source.settings.max_connections = "60";
      source.settings.max_binlog_size = "128M";
      source.settings.innodb_print_all_deadlocks = "ON";
      expect((await plan.configure(source)).stdout).not.toContain("restarted");
      expect(await source.machine.mysqld()).toBe(pid);
      const is = "SELECT @@GLOBAL.max_connections, @@GLOBAL.max_binlog_size, @@GLOBAL.innodb_print_all_deadlocks";
      expect(await source.machine.sql(is)).toBe("60\t134217728\t1");
      delete source.settings.innodb_print_all_deadlocks;
      expect((await plan.configure(source)).stdout).toContain("set innodb_print_all_deadlocks while mysqld runs");
      expect(await source.machine.sql(is)).toBe("60\t134217728\t0");
    });

    it("restart mysqld once for a setting that it cannot change while it runs", async () => {
      const pid = await source.machine.mysqld();
      source.settings.innodb_log_spin_cpu_pct_hwm = "51";
      source.settings.back_log = "90";
      expect((await plan.configure(source)).stdout).toContain("restarted mysqld because back_log changed\n");
      expect(await source.machine.mysqld()).not.toBe(pid);
      expect(await source.machine.sql("SELECT @@GLOBAL.back_log")).toBe("90");
      expect((await plan.configure(source)).stdout).not.toContain("restarted");
    });

    it("take a configuration back that mysqld would not start with", async () => {
      const pid = await source.machine.mysqld();
      const outcome = await plan.configure({ ...source, settings: { ...source.settings, expire_logs_days: "3" } });
      fails(outcome, /mysqld refuses its configuration.*expire_logs_days/, /settings/);
      expect(await source.machine.mysqld()).toBe(pid);
      expect((await plan.configure(source)).stdout).not.toContain("wrote");
    });

    it("take a configuration back that mysqld accepts and then does not start with", async () => {
      const settings = { ...source.settings, innodb_data_file_path: "ibdata1:1G" };
      fails(await plan.configure({ ...source, settings }), /runs with the old one again/, /settings/);
      succeeds(await plan.ready(source));
    });

    it("refuse an address that the node does not have, and a certificate of somebody else", async () => {
      fails(await plan.configure({ ...source, ipv6: "2001:db8:a::11" }), /does not have the address 2001:db8:a::11/);
      const tls = certificate(authority("another"), source.name, source.ipv6, 365);
      fails(await plan.configure({ ...source, tls }), /not signed by the authority/, /apply again/);
    });

    it("name each thing that is not as planned", async () => {
      await source.machine.sql("SET GLOBAL require_secure_transport = OFF");
      const outcome = await source.machine.run("ready", "ready-mysql", "source", "other", source.ipv6, "7");
      fails(
        outcome,
        /require_secure_transport = 0/,
        /server_id = \d+, the plan wants 7/,
        /does not hold the name other/,
      );
      await source.machine.sql("SET GLOBAL require_secure_transport = ON");
    });
  });

  describe("source", () => {
    it("begins anew where filling the database broke off", async () => {
      plan.populate = `${POPULATE}INSERT INTO nowhere VALUES (1);\n`;
      fails(await plan.fill(), /could not be filled.*nowhere/, /populate/);
      plan.populate = POPULATE;
      expect((await plan.fill()).stdout).toContain("filled db01 from the plan");
      expect(await names(source)).toBe("${not} a %{variable},Zoë");
    });

    it("writes no transaction the second time", async () => {
      const before = await source.machine.transactions();
      expect((await plan.fill()).stdout).toBe("source: database db01 and its accounts are as the plan says\n");
      expect(await source.machine.transactions()).toBe(before);
    });

    it("makes accounts of the plan, lets clients of its ranges in, and drops what it made and the plan has no more", async () => {
      await source.machine.sql("CREATE USER 'by-hand'@'localhost'");
      plan.users = [{ name: "reader", rights: ["SELECT"], password: "reader_password" }];
      plan.userPasswords = { reader_password: "R3ad3rR3ad3r" };
      plan.clients = [{ cidr: "2001:DB8:b::/64" }];
      succeeds(await plan.fill());
      expect((await accounts(source)).split("\n")).toEqual([
        "by-hand@localhost",
        "debian-sys-maint@localhost",
        "mysql.infoschema@localhost",
        "mysql.session@localhost",
        "mysql.sys@localhost",
        "reader@2001:db8:b:0:%",
        "reader@2001:db8:b::%",
        "reader@localhost",
        "replicator@2001:db8:b::10",
        "root@localhost",
        "ubuntu@localhost",
      ]);
      const login = "mysql --no-defaults --host=master-sql --user=reader --password=R3ad3rR3ad3r -N -e";
      expect(await replica.machine.machine.must(`${login} 'SELECT COUNT(*) FROM db01.persons' 2>/dev/null`)).toBe("2");
      expect((await replica.machine.machine.run(`${login} 'DELETE FROM db01.persons'`)).stderr).toContain("denied");
    });

    it("puts an account right that somebody changed", async () => {
      await source.machine.sql("GRANT ALL ON *.* TO 'reader'@'localhost'");
      expect((await plan.fill()).stdout).toContain("account 'reader'@'localhost' changed");
      expect(await source.machine.sql("SHOW GRANTS FOR 'reader'@'localhost'")).toBe(
        "GRANT USAGE ON *.* TO `reader`@`localhost`\nGRANT SELECT ON `db01`.* TO `reader`@`localhost`",
      );
    });

    it("refuses a range that cannot be matched as text", async () => {
      plan.clients = [{ cidr: "2001:db8:b::/60" }];
      fails(await plan.fill(), /no multiple of 16/, /clients/);
      plan.clients = [];
      succeeds(await plan.fill());
    });
  });

  describe("link", () => {
    const nft = (rule: string) =>
      source.machine.machine.outside([
        "nft",
        `table ip6 closed { chain input { type filter hook input priority 0; ${rule}; }; }`,
      ]);
    const open = () => source.machine.machine.outside(["nft", "delete table ip6 closed"]);

    it("finds all layers in order", async () => {
      succeeds(await plan.link(replica));
    });

    it("tells a firewall that drops a port from a server that does not listen", async () => {
      nft("tcp dport 3306 drop");
      fails(await plan.link(replica), /tcp\/3306: no answer.*ssh over IPv6 works.*firewall/, /npm run diff/);
      open();
      nft("tcp dport 22 reject with tcp reset");
      fails(await plan.link(replica), /tcp\/22: .*refuses it.*no sshd/);
      open();
      nft("icmpv6 type echo-request drop");
      fails(await plan.link(replica), /ICMPv6: no echo/);
      open();
    });

    it("names a name that resolves to another address", async () => {
      await replica.machine.machine.must("sed -i 's/a::10 master/a::11 master/' /etc/hosts");
      fails(await plan.link(replica), /name: master-sql resolves to 2001:db8:a::11, the plan says 2001:db8:a::10/);
      plan.writeHosts();
    });

    it("believes only the host key of the plan, and only the key of the replica is believed", async () => {
      const known = "/root/.ssh/plumbline-seed.known_hosts";
      await replica.machine.machine.must(
        `cp ${known} /root/kept; awk '{ print "master-sql", $2, $3 }' /root/.ssh/plumbline-seed.pub >${known} 2>/dev/null || ssh-keygen -y -f /root/.ssh/plumbline-seed | sed 's/^/master-sql /' >${known}`,
      );
      fails(await plan.link(replica), /ssh: master-sql shows another host key/);
      await replica.machine.machine.must(`mv /root/kept ${known}`);
      await source.machine.machine.must("sed -i.kept 's/b::10/b::11/' /var/lib/plumbline-seed/.ssh/authorized_keys");
      fails(await plan.link(replica), /ssh: master-sql does not take this node's key/);
      succeeds(await plan.configure(source));
    });

    it("names a wrong password, and a certificate that cannot be verified", async () => {
      const { password } = plan;
      plan.password = "wr0ng";
      fails(await plan.link(replica), /login: master-sql refuses the account replicator/, /source step/);
      plan.password = password;
      replica.machine.machine.write("/etc/mysql/tls/ca.pem", authority("another").certificate);
      fails(await plan.link(replica), /TLS: the certificate of master-sql cannot be verified/);
      succeeds(await plan.configure(replica));
    });
  });

  describe("the key of a replica", () => {
    it("can ask for its dump and for nothing else", async () => {
      const ask = (command: string) =>
        replica.machine.machine.run(
          `ssh -F none -i /root/.ssh/plumbline-seed -o BatchMode=yes -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql ${command} </dev/null`,
        );
      expect((await ask("ping")).stdout).toBe("plumbline-seed serves slave-sql\n");
      expect((await ask("")).stderr).toContain("not one of");
      expect((await ask("cat /etc/passwd")).stderr).toContain("not one of");
      expect((await ask("rsync --server --sender -logDtpre.iLsfxCIvu . ../../../etc/passwd")).status).not.toBe(0);
      expect(
        (
          await source.machine.machine.run(
            "runuser -u plumbline-seed -- sudo -n /usr/local/lib/plumbline/seed-dump take other",
          )
        ).status,
      ).not.toBe(0);
    });
  });

  it("a dump is given up when the replica that asked for it went away", async () => {
    const { machine } = source.machine;
    // mysqldump waits for it, so that the dump is not over too soon
    const writer = machine.begin("mysql -e 'LOCK TABLES db01.persons WRITE; SELECT SLEEP(300)'");
    const asked = await replica.machine.machine.run(
      "timeout 3 ssh -F none -i /root/.ssh/plumbline-seed -o UserKnownHostsFile=/root/.ssh/plumbline-seed.known_hosts plumbline-seed@master-sql dump </dev/null",
    );
    expect(asked.status).toBe(124);
    await machine.must("timeout 60 sh -c 'while pgrep --full \"[s]eed-dump take|[m]ysqldump\"; do sleep 0.2; done'");
    expect(await machine.must("find /var/lib/plumbline-seed/outgoing -type f")).toBe("");
    await machine.must("pkill --full '[L]OCK TABLES'");
    await writer.end;
  });

  describe("seed", () => {
    /** Makes the load wait in its middle: somebody else has a table of it. */
    async function held<T>(table: string, work: (release: () => Promise<unknown>) => Promise<T>): Promise<T> {
      const { machine } = replica.machine;
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
      replica.machine.machine.must(
        `timeout 60 sh -c "until mysql -Ne 'SELECT STATE FROM information_schema.PROCESSLIST' | grep -q 'metadata lock'; do sleep 0.1; done"`,
      );

    it("leaves a replica read-only and without transactions when the load fails", async () => {
      await held("time_zone", async (release) => {
        const seed = plan.beginSeed(replica);
        await waits();
        await replica.machine.machine.must("pkill -KILL --full '[m]ax-allowed-packet'");
        await release();
        fails(await seed.end, /the load broke off/, /apply again/);
      });
      expect(await replica.machine.sql("SELECT @@GLOBAL.super_read_only, @@GLOBAL.gtid_executed")).toBe("1\t");
      fails(await plan.verify(replica, "too-early"), /no channel/);
    });

    it("does not take a load for complete that was killed, and begins anew", async () => {
      await held("time_zone_name", async () => {
        const seed = plan.beginSeed(replica);
        await waits();
        // all at once, as when the machine loses its power
        await replica.machine.machine.must("pkill -KILL --full 'seed[.]sh|[m]ax-allowed-packet'");
        await seed.end;
      });
      // it claims all transactions, and has no row
      expect(await replica.machine.transactions()).not.toBe("");
      const outcome = await plan.seed(replica);
      expect(outcome.stdout).toContain("an earlier load broke off; its remains are removed");
      succeeds(outcome);
      expect(await names(replica)).toBe(await names(source));
      expect(await accounts(replica)).toBe(await accounts(source));
    });

    it("deletes both copies of the dump", async () => {
      expect(await source.machine.machine.must("find /var/lib/plumbline-seed/outgoing -type f")).toBe("");
      expect(
        await replica.machine.machine.must(
          "find /var/lib/plumbline /home/ubuntu -name '*.zst' -o -name '*.sql' -o -name '*.cnf' | grep -v applied || true",
        ),
      ).toBe("/home/ubuntu/.plumbline/configure/mysql.cnf");
    });

    it("replicates from then on, and leaves what is healthy alone", async () => {
      await insert("Alfred");
      await caughtUp(replica);
      expect(await names(replica)).toContain("Alfred");
      const before = [await source.machine.transactions(), await replica.machine.transactions()];
      expect((await plan.seed(replica)).stdout).toBe("seed: slave-sql replicates master-sql\n");
      expect([await source.machine.transactions(), await replica.machine.transactions()]).toEqual(before);
    });

    it("never fills an emptied database that a replica has transactions of", async () => {
      await source.machine.sql("RENAME TABLE db01.persons TO plumbline.kept; DELETE FROM plumbline.population");
      expect((await plan.fill()).stdout).toContain("not filled from the plan: a replica holds transactions");
      await source.machine.sql("RENAME TABLE plumbline.kept TO db01.persons");
    });

    it("lets the account ubuntu use the database and see the status without a password", async () => {
      const as = (member: Member, statement: string) =>
        member.machine.machine.must(`cd /; runuser -u ubuntu -- mysql -N -e '${statement}'`);
      expect(
        await as(source, 'INSERT INTO db01.persons (name) VALUES ("Bertha"); SELECT COUNT(*) FROM db01.persons'),
      ).toBe("4");
      await caughtUp(replica);
      expect(
        await as(
          replica,
          "SHOW REPLICA STATUS; SELECT name FROM db01.persons; SELECT SERVICE_STATE FROM performance_schema.replication_applier_status",
        ),
      ).toContain("Bertha");
    });
  });

  describe("verify", () => {
    it("proves a healthy replication with a canary", async () => {
      const outcome = await plan.verify(replica, "canary-1");
      succeeds(outcome);
      expect(outcome.stdout.match(/ok:/g)).toHaveLength(9);
    });

    it("finds a replica that takes writes, a stopped applier and a transaction of its own, all at once", async () => {
      await replica.machine.sql("STOP REPLICA SQL_THREAD; SET GLOBAL super_read_only = OFF; CREATE DATABASE astray");
      const outcome = await plan.verify(replica, "canary-2");
      fails(
        outcome,
        /applier OFF/,
        /takes writes/,
        /transactions that master-sql does not know: \S+:1/,
        /canary-2.*did not come/,
      );
    });

    it("is right that seed does not wipe such a transaction, unless a new word says so", async () => {
      const outcome = await plan.seed(replica);
      fails(outcome, /slave-sql holds transactions that master-sql does not know: \S+:1/, /`reseed` of slave-sql/);
      expect(await replica.machine.sql("SHOW DATABASES LIKE 'astray'")).toBe("astray");
      succeeds(await plan.seed(replica, "2026-11-22"));
      expect(await replica.machine.sql("SHOW DATABASES LIKE 'astray'")).toBe("");
      succeeds(await plan.verify(replica, "canary-3"));
      // the same word is no permission for the next one
      await replica.machine.sql("SET GLOBAL super_read_only = OFF; CREATE DATABASE astray");
      fails(await plan.seed(replica, "2026-11-22"), /does not know/);
      succeeds(await plan.seed(replica, "again"));
    });
  });

  describe("later", () => {
    it("starts a channel that was stopped, without loading", async () => {
      await replica.machine.sql("STOP REPLICA");
      await insert("Carl");
      const outcome = await plan.seed(replica);
      succeeds(outcome);
      expect(outcome.stdout).not.toContain("dump");
      await caughtUp(replica);
      expect(await names(replica)).toContain("Carl");
    });

    it("renews a certificate without a restart and without cutting the channel", async () => {
      const pids = [await source.machine.mysqld(), await replica.machine.mysqld()];
      const feeds = "SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_COMMAND LIKE 'Binlog Dump%'";
      const feed = await source.machine.sql(feeds);
      for (const member of [replica, source]) {
        member.tls = certificate(plan.certificates, member.name, member.ipv6, 400);
        expect((await plan.configure(member)).stdout).toContain("mysqld has taken the new certificate");
        succeeds(await plan.ready(member));
      }
      expect([await source.machine.mysqld(), await replica.machine.mysqld()]).toEqual(pids);
      expect(await source.machine.sql(feeds)).toBe(feed);
      succeeds(await plan.verify(replica, "renewed"));
    });

    it("finds a certificate that ends within 30 days", async () => {
      source.tls = certificate(plan.certificates, source.name, source.ipv6, 29);
      succeeds(await plan.configure(source));
      fails(await plan.verify(replica, "soon"), /certificate of master-sql is valid until .*less than 30 days/);
    });

    it("takes another password of the replicator, at the source and then in the channel", async () => {
      plan.password = "An0th3rAn0th3rAn0th3rAn0th3r";
      expect((await plan.fill()).stdout).toContain("account 'replicator'@'2001:db8:b::10' changed");
      succeeds(await plan.link(replica));
      expect((await plan.seed(replica)).stdout).toContain("the channel from master-sql runs");
    });

    it("loads anew where the source has purged what the replica lacks", async () => {
      await replica.machine.sql("STOP REPLICA");
      await insert("Dora");
      await purge();
      expect((await plan.seed(replica)).stdout).toContain("master-sql has purged transactions that slave-sql lacks");
      expect(await names(replica)).toContain("Dora");
    });

    it("loads a data folder that is new, though a marker says that it was loaded", async () => {
      await replica.machine.machine.must(
        "kill $(cat /run/mysqld/mysqld.pid); while [ -e /run/mysqld/mysqld.pid ]; do sleep 0.1; done; rm -rf /var/lib/mysql/*; mysqld --user=mysql --initialize-insecure; restart-mysqld",
      );
      succeeds(await plan.seed(replica));
      expect(await names(replica)).toBe(await names(source));
    });

    it("adds a second replica after binary logs were purged, and restarts no server for it", async () => {
      const pids = [await source.machine.mysqld(), await replica.machine.mysqld()];
      const second = await plan.add("second-sql", "2001:db8:c::10", base);
      cable(second, "eth1");
      plan.writeHosts();
      await second.machine.machine.must("restart-mysqld");
      succeeds(await plan.configure(second));
      succeeds(await plan.configure(source));
      succeeds(await plan.fill());
      succeeds(await plan.link(second));
      succeeds(await plan.seed(second));
      succeeds(await plan.configure(source));
      expect([await source.machine.mysqld(), await replica.machine.mysqld()]).toEqual(pids);
      source.tls = certificate(plan.certificates, source.name, source.ipv6, 365);
      succeeds(await plan.configure(source));
      for (const member of plan.replicas) succeeds(await plan.verify(member, `both-${member.name}`));
    });
  });
});

function succeeds(outcome: Outcome): void {
  expect(outcome.status, outcome.stdout + outcome.stderr).toBe(0);
}

/** It failed, said why with each of the patterns, and what to do. */
function fails(outcome: Outcome, ...patterns: readonly RegExp[]): void {
  expect(outcome.status, outcome.stdout + outcome.stderr).toBe(1);
  for (const pattern of [...patterns, /to do: /]) expect(outcome.stderr).toMatch(pattern);
}
