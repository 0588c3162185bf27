import type { DeployedNode, Expectations } from "./outputs";
import { type Check, judged, same } from "./verify-check";
import type { Facts } from "./verify-facts";
import { canonical } from "./verify-system";

export type Database = NonNullable<Expectations["mysql"]>;

const CONFIGURE = "apply the configure step of this node again";
const SETTINGS = `see which file or SET PERSIST says so (performance_schema.variables_info), then ${CONFIGURE}`;

/** MySQL 8.0.30: the oldest whose settings are those of the plan. */
const OLDEST = [8, 0, 30] as const;

/** One server: requirements 18, and 19 or 20. */
export function checkMysql(node: DeployedNode, database: Database, facts: Facts, now: Date): Check[] {
  const running = {
    requirement: 18,
    what: "mysqld",
    remedy: "see journalctl --unit mysql and /var/log/mysql/error.log",
  };
  const version = facts.one("mysqld version");
  if (facts.one("mysqld_answers") !== "yes") {
    const error = facts.one("mysqld_error");
    return [judged(running, "running, and answering", `no answer: ${error}`, false)];
  }
  return [
    judged(running, `MySQL ${OLDEST.join(".")} or later, running`, `MySQL ${version}, running`, isRecent(version)),
    same(
      { requirement: 18, what: "mysql.service", remedy: "sudo systemctl start mysql" },
      "active",
      facts.one("mysqld_active"),
    ),
    checkListening(node, facts),
    ...["server", "authority"].map((whose) => checkCertificate(whose, database.certificate_days, facts, now)),
    ...checkSettings(database, facts),
  ];
}

function checkListening({ ipv6 }: DeployedNode, facts: Facts): Check {
  const found = (facts.one("listening") ?? "").split(" ").map((place) => {
    const [, address, port] = /^\[(.*)\]:(\d+)$/.exec(place) ?? [];
    return address === undefined ? place : `[${canonical(address)}]:${port}`;
  });
  return same(
    {
      requirement: 18,
      what: "addresses of mysqld",
      remedy: `${CONFIGURE}; if that restarts nothing: sudo systemctl restart mysql`,
    },
    ["127.0.0.1:3306", `[${canonical(ipv6)}]:3306`].join(" "),
    found.sort().join(" "),
  );
}

function checkCertificate(whose: string, days: number, facts: Facts, now: Date): Check {
  const end = facts.number(`certificate ${whose}`);
  const left = Math.floor((end - now.getTime() / 1000) / 86400);
  return judged(
    {
      requirement: 18,
      what: `certificate of the ${whose}`,
      remedy: "deploy: a plan shows the renewal, which is done in place; or sudo mysql -e 'ALTER INSTANCE RELOAD TLS'",
    },
    `valid for ${days} days at least`,
    Number.isNaN(end) ? undefined : `valid for ${left} days, until ${new Date(end * 1000).toISOString().slice(0, 10)}`,
    left >= days,
  );
}

function checkSettings({ role, server_id, database }: Database, facts: Facts): Check[] {
  const common = {
    gtid_mode: "ON",
    enforce_gtid_consistency: "ON",
    require_secure_transport: "1",
    skip_name_resolve: "1",
  };
  const own: Readonly<Record<string, string>> =
    role === "source"
      ? { server_id: `${server_id}`, log_bin: "1", read_only: "0", super_read_only: "0" }
      : {
          server_id: `${server_id}`,
          log_bin: "1",
          log_replica_updates: "1",
          read_only: "1",
          super_read_only: "1",
          event_scheduler: "OFF",
        };
  const requirement = role === "source" ? 19 : 20;
  const schema = {
    requirement,
    what: `database ${database}`,
    remedy: `apply the ${role === "source" ? "source" : "seed"} step again`,
  };
  return [
    settings({ requirement: 18, what: "settings of mysqld", remedy: SETTINGS }, common, facts),
    settings({ requirement, what: `settings of a ${role}`, remedy: SETTINGS }, own, facts),
    same(schema, "there", facts.one("database") === "1" ? "there" : "not there"),
  ];
}

function settings(
  subject: Parameters<typeof same>[0],
  expected: Readonly<Record<string, string>>,
  facts: Facts,
): Check {
  const line = (values: readonly (readonly [string, string])[]) => values.map((pair) => pair.join(" = ")).join(", ");
  const found = Object.keys(expected).map((name) => [name, facts.one(`mysqld ${name}`) ?? "-"] as const);
  return same(subject, line(Object.entries(expected)), line(found));
}

/** Versions are numbers: as text, 26.10 would come before 8.0. */
function isRecent(version = ""): boolean {
  const numbers = (/^\d+(\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
  for (const [place, oldest] of OLDEST.entries()) {
    const own = numbers[place] ?? 0;
    if (own !== oldest) {
      return own > oldest;
    }
  }
  return true;
}
