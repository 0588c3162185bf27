import { randomBytes } from "node:crypto";
import { Failure } from "../../host/failure";
import { type Check, same } from "../checks/check";
import { runVerify } from "../proof/verify";
import {
  again,
  type Case,
  changingOnly,
  converges,
  failingApply,
  fails,
  listed,
  planned,
  REPLICA,
  SOURCE,
  stepOf,
} from "./case";
import { CONFIGURED } from "./second-day";
import type { Testbed } from "./testbed";

/** The source's limit for connections of ordinary accounts while they are used up. */
const CONNECTIONS = 20;

/** The resource that renews the nodes' certificates. */
const RENEWED = [
  "replace tls_locally_signed_cert.EU6_master_sql_tls_certificate",
  "replace tls_locally_signed_cert.NA9_slave_sql_tls_certificate",
  // its state contains the time of the renewal
  "update tls_self_signed_cert.authority",
  ...CONFIGURED,
];

/** Ways in which a working mysqld does not let the steps in. */
export const LOGINS: readonly Case[] = [
  {
    name: "root-password",
    what: "root@localhost is given a password at the source, which the replica takes over; then the certificates are renewed",
    expected:
      "`configure` refuses, restarts nothing and has the statement that gives root its login back; run as it says, the next deploy goes on",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      const password = `${randomBytes(12).toString("hex")}-Aa1`;
      await logins.sql(SOURCE, `ALTER USER root@localhost IDENTIFIED WITH caching_sha2_password BY '${password}'`);
      await untilRootIs(testbed, "refused", [SOURCE, REPLICA]);
      await testbed.edit((project) => project.editPlan('days: "{{ parameter.certificateDays }}"', "days: 400"));
      const plan = await planned(testbed);
      let said: string | undefined;
      const kept = await changingOnly(testbed, [], async () => {
        said = await failingApply(testbed, {});
      });
      const statement = /ALTER USER root@localhost [A-Z_a-z ]+ NEVER/.exec(said ?? "")?.[0] ?? "DO 0";
      const checks = [
        same(22, "Terraform's plan", listed([...RENEWED].sort(), "no changes"), listed(plan, "no changes")),
        fails("configure without root", said, /does not let root in over its socket/),
        kept,
      ];
      // root with a password that somebody has set; the message must name it first
      await (await testbed.logins()).root(SOURCE, `MYSQL_PWD='${password}' mysql --user=root --execute '${statement}'`);
      await untilRootIs(testbed, "let in", [SOURCE, REPLICA]);
      const after = await changingOnly(testbed, [], async () => {
        checks.push(...(await converges(testbed)));
      });
      return [...checks, after];
    },
  },
  {
    name: "connections-used-up",
    what: "an ordinary account holds all connections of the source, and administrators the one that is kept for them",
    expected:
      "`configure` and `npm run verify` say that no connection is left, and nothing restarts; when they have ended, the next deploy goes on",
    from: "the pair",
    async run(testbed) {
      const before = await holdConnections(testbed);
      let said: string | undefined;
      let seen: readonly Check[] = [];
      const kept = await changingOnly(testbed, [], async () => {
        said = await failingApply(testbed, again(stepOf(SOURCE, "configure")));
        seen = await runVerify(testbed.rehearsal);
      });
      const words = seen.filter(({ holds }) => !holds).map(({ what, found }) => `${what}: ${found}`);
      const checks = [
        fails("configure without a connection", said, /has no connection left for root/),
        fails(
          "npm run verify without a connection",
          words.join("\n") || undefined,
          /no connection left|Too many connections/,
        ),
        kept,
      ];
      const logins = await testbed.logins();
      await logins.root(SOURCE, "systemctl stop lab-sessions.service");
      await untilRootIs(testbed, "let in", [SOURCE]);
      await logins.sql(SOURCE, `SET GLOBAL max_connections = ${before}`);
      const after = await changingOnly(testbed, [], async () => {
        checks.push(...(await converges(testbed)));
      });
      return [...checks, after];
    },
  },
];

/** Uses up every connection of the source. Returns how many there were. */
async function holdConnections(testbed: Testbed): Promise<string> {
  const logins = await testbed.logins();
  const before = await logins.sql(SOURCE, "SELECT @@GLOBAL.max_connections");
  await logins.sql(
    SOURCE,
    `CREATE USER application@localhost IDENTIFIED WITH auth_socket AS 'nobody'; SET GLOBAL max_connections = ${CONNECTIONS}`,
  );
  await logins.root(SOURCE, HOLDERS);
  await untilRootIs(testbed, "refused", [SOURCE]);
  return before;
}

/**
 * Each login retries until it succeeds. Administrators come last, because they would otherwise take connections that
 * ordinary accounts may use.
 */
const HOLDERS = `
set -Eeuo pipefail
cat >/run/lab-sessions <<'SCRIPT'
for number in {1..${CONNECTIONS}}; do
  until runuser -u nobody -- mysql --no-defaults --user=application --execute 'DO SLEEP(3600)'; do sleep 3; done &
done
while runuser -u nobody -- mysql --no-defaults --user=application --execute 'DO 0'; do sleep 1; done
for number in 1 2 3; do
  until mysql --no-defaults --execute 'DO SLEEP(3600)'; do sleep 3; done &
done
wait
SCRIPT
systemd-run --quiet --unit=lab-sessions bash /run/lab-sessions
`;

/** Who has a session, and the output of the logins that were started. */
const LOOK = `
mysql --no-defaults --user=root --table --execute 'SELECT USER, COUNT(*), @@GLOBAL.max_connections FROM performance_schema.processlist GROUP BY USER'
systemctl --no-pager --lines=5 status lab-sessions.service
`;

/** Resolves after root's login over the socket has been answered in this way on these nodes, three times in a row. */
async function untilRootIs(testbed: Testbed, answer: "let in" | "refused", nodes: readonly string[]): Promise<void> {
  const logins = await testbed.logins();
  const limit = Date.now() + 120_000;
  for (const id of nodes) {
    for (let times = 0; times < 3; ) {
      const { code } = await logins.tried(id, "mysql --no-defaults --user=root --execute 'DO 0'");
      times = (code === 0) === (answer === "let in") ? times + 1 : 0;
      if (Date.now() > limit) {
        const { stdout, stderr } = await logins.tried(id, LOOK);
        throw new Failure(`root is not ${answer} at ${id}`, `${stdout}${stderr}`.trim().split("\n"));
      }
      await testbed.pause(500);
    }
  }
}
