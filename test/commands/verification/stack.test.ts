// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NodeCheck } from "../../../commands/verification/check";
import { DeployedPair, REPLICA, SOURCE } from "../deployed-pair";
import { writeApp } from "../terraform/cdktf-app";

/** A package of which apt knows a newer version than the one that is installed. */
const UPGRADABLE = `
set -e
mkdir -p /srv/archive /tmp/probe/DEBIAN
cd /srv/archive
for version in 1 2; do
  printf '%s\\n' 'Package: probe' "Version: $version" 'Architecture: all' 'Maintainer: nobody' 'Description: for a test' >/tmp/probe/DEBIAN/control
  dpkg-deb --build /tmp/probe probe_$version.deb
done
{ cat /tmp/probe/DEBIAN/control; printf '%s\\n' 'Filename: ./probe_2.deb' "Size: $(stat -c %s probe_2.deb)" "SHA256: $(sha256sum <probe_2.deb | cut -d ' ' -f 1)"; } >Packages
dpkg --install probe_1.deb
mv /etc/apt/sources.list /etc/apt/sources.list.away
echo 'deb [trusted=yes] file:/srv/archive ./' >/etc/apt/sources.list
apt-get update
`;

const SSHD = "/etc/ssh/sshd_config.d/10-plumbline.conf";
const RELOAD = "pkill -HUP --oldest -x sshd";

/** Two real servers of MySQL. Each test mends what it broke. */
describe("verify of a deployed replication", () => {
  const pair = new DeployedPair();
  const plan = pair.replication;
  beforeAll(() => pair.start());
  afterAll(() => pair.stop());

  let mend: (() => Promise<unknown>) | undefined;
  afterEach(async () => {
    await mend?.();
    mend = undefined;
    expect(pair.project.leftBehind()).toEqual([]);
  });

  const onSource = (command: string) => plan.source.machine.machine.must(command);
  const onReplica = (command: string) => plan.replica.machine.machine.must(command);

  /** What does not hold: node, topic, what is looked at, what was found. */
  const failing = async (exitCode: number, ...args: string[]) => {
    const { code, stdout, stderr } = await pair.run("verify", ["--json", ...args]);
    const { holds, checks } = JSON.parse(stdout) as { holds: boolean; checks: NodeCheck[] };
    const bad = checks.filter((check) => !check.holds);
    const lines = bad.map(({ node, topic, what, found }) => `${node} ${topic} ${what}: ${found}`);
    expect({ code, holds }, stderr + lines.join("\n")).toEqual({ code: exitCode, holds: bad.length === 0 });
    for (const { remedy } of bad) {
      expect(remedy).not.toBe("");
    }
    return lines;
  };

  it("finds all as it must be", async () => {
    const { code, stdout, stderr } = await pair.run("verify");
    expect({ code, stderr, wrong: stdout.split("\n").filter((line) => line.includes("✘")) }).toEqual({
      code: 0,
      stderr: "looking at the nodes of stack tiny\n",
      wrong: [],
    });
    expect(stdout).toMatch(/2 nodes: all \d+ checks hold\n$/);
    expect(stdout).toMatch(/rows of all tables, at both ends +\d tables alike, \d+ rows/);
    expect(await plan.source.machine.sql("SELECT COUNT(*) FROM plumbline.canary")).toBe("1");
  });

  it("holds while the source is written to", async () => {
    const writer = plan.source.machine.machine.begin(
      'while [[ ! -e /run/enough ]]; do mysql -e "INSERT INTO db01.persons (name) VALUES (LEFT(UUID(), 30))"; done',
    );
    mend = async () => {
      await onSource("touch /run/enough");
      await writer.end;
      await plan.source.machine.sql("DELETE FROM db01.persons WHERE id > 2");
    };
    expect(await failing(0)).toEqual([]);
  });

  it("finds what is wrong with nodes, all of it at once, and tries whether root can log in", async () => {
    mend = async () => {
      for (const at of [onSource, onReplica]) {
        await at(`cp /run/sshd.kept ${SSHD}; ${RELOAD}; passwd --lock root`);
      }
      await onSource(
        "cp /run/hosts.kept /etc/hosts; mv /etc/apt/sources.list.away /etc/apt/sources.list; rm -rf /var/lib/apt/lists/*",
      );
    };
    for (const at of [onSource, onReplica]) {
      await at(`cp ${SSHD} /run/sshd.kept; cp /etc/hosts /run/hosts.kept`);
    }
    await onSource(UPGRADABLE);
    await onSource(
      `sed -i 's/^PasswordAuthentication.*/PasswordAuthentication yes/; s/^AuthenticationMethods.*/AuthenticationMethods any/' ${SSHD}
       ${RELOAD}; sed -i /slave-sql/d /etc/hosts; echo root:secret | chpasswd`,
    );
    await onReplica(
      `sed -i 's/^PermitRootLogin.*/PermitRootLogin yes/' ${SSHD}; ${RELOAD}; usermod --password '*' root`,
    );
    const others =
      "kbdinteractiveauthentication no, permitemptypasswords no, pubkeyauthentication yes, authenticationmethods";
    const atSource = `permitrootlogin no, passwordauthentication yes, ${others} any`;
    const atReplica = `permitrootlogin yes, passwordauthentication no, ${others} publickey`;
    expect(await failing(1)).toEqual([
      `${SOURCE} updates packages: 1 to upgrade: probe`,
      `${SOURCE} sshd ways to log in that ubuntu is offered: password, publickey`,
      `${SOURCE} sshd ways to log in that root is offered: password, publickey`,
      `${SOURCE} sshd sshd for root: ${atSource}`,
      `${SOURCE} sshd sshd for ubuntu: ${atSource}`,
      `${SOURCE} sshd password of root: not locked (P)`,
      `${SOURCE} peers address of slave-sql: nothing`,
      `${SOURCE} peers slave-sql over IPv6: no answer`,
      `${REPLICA} sshd login of root with the deployer's key: let in`,
      `${REPLICA} sshd sshd for root: ${atReplica}`,
      `${REPLICA} sshd sshd for ubuntu: ${atReplica}`,
    ]);
  });

  it("finds a stopped applier, a transaction of the replica's own, a replica that takes writes, and left dumps", async () => {
    mend = async () => {
      await onSource("rm /var/lib/plumbline-seed/outgoing/slave-sql/*");
      const { status, stderr } = await plan.seed(plan.replica, "again");
      expect(status, stderr).toBe(0);
    };
    await onSource(
      "mkdir -p /var/lib/plumbline-seed/outgoing/slave-sql; touch /var/lib/plumbline-seed/outgoing/slave-sql/dump.sql.zst",
    );
    await onReplica("mkdir -p /var/lib/plumbline/mysql/incoming; touch /var/lib/plumbline/mysql/incoming/dump.sql.zst");
    await plan.replica.machine.sql("STOP REPLICA SQL_THREAD; SET GLOBAL super_read_only = OFF; CREATE DATABASE astray");
    expect(await failing(1)).toEqual([
      `${SOURCE} data copies of a dump at the source: /var/lib/plumbline-seed/outgoing/slave-sql/dump.sql.zst`,
      expect.stringMatching(/replica settings of the replica, in force: .*super_read_only = OFF, and must be ON/),
      expect.stringMatching(/replica a write of root at the replica: it was let through: ERROR 1007/),
      `${REPLICA} data copies of a dump at the replica: /var/lib/plumbline/mysql/incoming/dump.sql.zst`,
      `${REPLICA} replication receiver and applier: ON OFF`,
      expect.stringMatching(/replication transactions of the source: \S+ are missing/),
      expect.stringMatching(/replication transactions that the source does not know: \S+:1$/),
      `${REPLICA} replication row written at ${SOURCE} a moment ago: not at the replica`,
    ]);
  });

  it("finds a row that differs though all transactions are the same", async () => {
    const change = (name: string) =>
      plan.replica.machine.sql(`SET GLOBAL super_read_only = OFF; SET sql_log_bin = 0;
        UPDATE db01.persons SET name = '${name}' WHERE id = 1; SET GLOBAL super_read_only = ON`);
    mend = () => change("Zoë");
    await change("Joe");
    expect(await failing(1)).toEqual([
      `${REPLICA} data rows of all tables, at both ends: db01.persons: other values in its 2 rows`,
    ]);
  });

  it("tells a source whose mysqld is down, and waits for the replica once it is up again", async () => {
    mend = () => onSource("restart-mysqld");
    await onSource("kill $(cat /run/mysqld/mysqld.pid); while pgrep -x mysqld >/dev/null; do sleep 0.1; done");
    expect(await failing(1)).toEqual([
      expect.stringMatching(/EU6::master-sql mysqld mysqld: no answer: ERROR 2002/),
      expect.stringContaining(
        `${REPLICA} replication comparison with ${SOURCE}: none: it was not reached, or its mysqld`,
      ),
    ]);
    await onSource("restart-mysqld");
    mend = undefined;
    expect(await failing(0)).toEqual([]);
  });

  it("looks at the other node where one is not reached", async () => {
    mend = async () => pair.deploy();
    pair.deploy(({ nodes }) => Object.assign(nodes[SOURCE] ?? {}, { ssh_port: 1 }));
    expect(await failing(1)).toEqual([
      expect.stringMatching(/EU6::master-sql login login.*Connection refused/),
      expect.stringContaining(`${REPLICA} replication comparison with ${SOURCE}`),
    ]);
  });

  it("is what a deployment ends with, also where Terraform has nothing to do", async () => {
    writeApp(pair.project, { outputs: pair.outputs() });
    const first = await pair.run("deploy", ["--auto-approve"]);
    expect({
      code: first.code,
      end: first.stdout.slice(first.stdout.indexOf("Log in:")).replace(/all \d+ checks/, "all N checks"),
    }).toEqual({
      code: 0,
      end:
        "Log in:\n  npm run ssh -- master-sql\n  npm run ssh -- slave-sql\n\nlooking at the nodes\n" +
        "2 nodes: all N checks hold\nnpm run verify shows all of it\n",
    });
    mend = () => plan.replica.machine.sql("START REPLICA");
    await plan.replica.machine.sql("STOP REPLICA");
    const second = await pair.run("deploy", ["--auto-approve"]);
    expect(second.stdout).toMatch(/No changes|0 added, 0 changed/);
    expect(second.stdout).toMatch(/✘ {2}replication {2}receiver and applier +OFF OFF/);
    expect(second.code).toBe(1);
    // two runs of cdktf, each with a synthesis and a plan
  }, 240_000);
});
