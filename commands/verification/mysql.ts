import { NO_CONNECTION_LEFT } from "../../platform/mysql/errors";
import { OLDEST_VERSION } from "../../platform/mysql/versions";
import type { DeployedNode } from "../terraform/outputs";
import { type Check, judged, same, type Topic } from "./check";
import type { Database } from "./database";
import type { Facts } from "./facts";
import { runAgain } from "./remedy";
import { checkSettings } from "./settings";
import { canonical } from "./system";

const CONFIGURE = runAgain("configure");

/** The oldest version that supports the plan's settings. */
const OLDEST = OLDEST_VERSION.split(".").map(Number);

/** Checks one mysqld: its service, settings, certificates, and its state as source or replica. */
export function checkMysql(node: DeployedNode, database: Database, facts: Facts, now: Date): Check[] {
  const subject = { topic: "mysqld" as const, what: "mysqld" };
  const state = facts.one("mysqld_state");
  if (state !== "up") {
    const error = facts.one("mysqld_error") ?? "";
    const [found, remedy] =
      state === "refused"
        ? [`running, and refuses root over the socket: ${error}`, refusalRemedy(error)]
        : [`no answer: ${error}`, "see journalctl --unit mysql and /var/log/mysql/error.log"];
    return [judged({ ...subject, remedy }, "running, and answering", found, false)];
  }
  const version = facts.one("mysqld version");
  const older = `choose an image with MySQL ${OLDEST_VERSION} or later in the plan`;
  return [
    judged(
      { ...subject, remedy: older },
      `MySQL ${OLDEST_VERSION} or later, running`,
      `MySQL ${version}, running`,
      isRecent(version),
    ),
    same(
      { topic: "mysqld", what: "mysql.service", remedy: "sudo systemctl start mysql" },
      "active",
      facts.one("mysqld_active"),
    ),
    checkAnswers(facts),
    checkListening(node, facts),
    ...["server", "authority"].map((whose) => checkCertificate(whose, database.certificate_days, facts, now)),
    ...checkSettings(database, facts),
    checkDatabase(database, facts),
    ...(database.role === "source" ? [checkViews(facts)] : []),
    ...(database.role === "source" ? checkSource(facts) : []),
  ];
}

/** How to let root in again; each error has its own cause. */
function refusalRemedy(error: string): string {
  if (NO_CONNECTION_LEFT.some((number) => error.startsWith(`ERROR ${number} `))) {
    return "all connections are used: end an application that holds them, or raise max_connections in the plan's settings and deploy";
  }
  if (/^ERROR (1045|1698|2059|2061) /.test(error)) {
    return "log in with the password that root@localhost was given, and give root the socket back: ALTER USER root@localhost IDENTIFIED WITH auth_socket";
  }
  return "see what that error means and /var/log/mysql/error.log; the login must work: sudo mysql";
}

/** If mysqld did not answer a question, that alone is the failure: nothing is concluded from it. */
export function checkAnswers(facts: Facts, topic: Topic = "mysqld"): Check {
  const unanswered = facts.all("unanswered");
  return judged(
    {
      topic,
      what: "answers of mysqld",
      remedy: "see what mysqld says there, and verify again: nothing is known of it",
    },
    "one to each question",
    unanswered.join("; ") || "one to each question",
    unanswered.length === 0,
  );
}

/** A broken view fails every dump. */
function checkViews(facts: Facts): Check {
  const broken = facts.all("broken_view");
  return judged(
    {
      topic: "mysqld",
      what: "views",
      remedy: "at the source: make the table or the account that is missing, or DROP VIEW; no dump can be taken before",
    },
    "all lead somewhere",
    broken.join("; ") || "all lead somewhere",
    broken.length === 0,
  );
}

/** Checks that a source has no source of its own, and that its binary log leaves nothing out. */
function checkSource(facts: Facts): Check[] {
  const channels = facts.all("channel_of_source").map((row) => row.split("|"));
  const filters = facts.one("log_filter");
  return [
    judged(
      { topic: "source", what: "channels of the source", remedy: channels.map(([, remedy]) => remedy).join("; ") },
      "none",
      channels.map(([found]) => found).join("; ") || "none",
      channels.length === 0,
    ),
    judged(
      {
        topic: "source",
        what: "databases that the binary log leaves out",
        remedy:
          "take binlog_do_db and binlog_ignore_db out of the option files in /etc/mysql, restart mysqld, then load the replicas anew (`reseed` in the plan): what was written meanwhile is in no binary log",
      },
      "none",
      filters ?? "none",
      filters === undefined,
    ),
  ];
}

function checkListening({ ipv6 }: DeployedNode, facts: Facts): Check {
  const found = (facts.one("listening") ?? "").split(" ").map((place) => {
    const [, address, port] = /^\[(.*)\]:(\d+)$/.exec(place) ?? [];
    return address === undefined ? place : `[${canonical(address)}]:${port}`;
  });
  return same(
    {
      topic: "mysqld",
      what: "addresses of mysqld",
      remedy: `${CONFIGURE}; or only sudo systemctl restart mysql, where the file has the addresses`,
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
      topic: "mysqld",
      what: `certificate of the ${whose}`,
      remedy: "deploy: a plan shows the renewal, which is done in place; or sudo mysql -e 'ALTER INSTANCE RELOAD TLS'",
    },
    `valid for ${days} days at least`,
    Number.isNaN(end) ? undefined : `valid for ${left} days, until ${new Date(end * 1000).toISOString().slice(0, 10)}`,
    left >= days,
  );
}

function checkDatabase({ role, database }: Database, facts: Facts): Check {
  return same(
    {
      topic: role,
      what: `database ${database}`,
      remedy: role === "source" ? runAgain("source") : "see the lines about transactions: it comes from the source",
    },
    "there",
    facts.one("database") === "1" ? "there" : "not there",
  );
}

/** Compares versions as numbers: as text, 26.10 would come before 8.0. */
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
