import { type Check, judged, same } from "./check";
import type { Database } from "./database";
import type { Facts } from "./facts";
import { checkAnswers } from "./mysql";
import { runAgain } from "./remedy";
import { canonical } from "./system";

/** The facts of both ends of a replication. */
export interface Ends {
  /** Id of the source. */
  readonly source: string;
  /** UUID of the source's mysqld. */
  readonly sourceUuid: string | undefined;
  /** IPv6 address of the replica. */
  readonly replicaAddress: string;
  /** Login account at the replica. */
  readonly account: string;
  /** Text in the canary row. */
  readonly token: string;
  /** Facts of the act `write` at the source. */
  readonly written: Facts;
  /** Facts of the act `follow` at the replica. */
  readonly followed: Facts;
  /**
   * Facts of the act `known` at the source, asked after the replica has answered: by then its receiver has connected or
   * failed.
   */
  readonly known: Facts;
}

const RELOAD = "set `reseed` of the replica in the plan to a word that it has not had, and deploy, which loads it anew";

/** Checks what a replica does with its source's transactions. */
export function checkReplication(ends: Ends): Check[] {
  const { followed, known, written } = ends;
  const answers = [written, followed, known].map((facts) => checkAnswers(facts, "replication"));
  return [
    answers.find(({ holds }) => !holds) ?? checkAnswers(followed, "replication"),
    checkThreads(ends),
    ...(followed.one("threads") === "no channel" ? [] : [checkUuid(ends), checkChannel(followed), checkCipher(ends)]),
    ...checkTransactions(ends),
    checkPrepared(ends),
    ...checkWrites(ends),
    checkCanary(ends),
  ];
}

function checkThreads({ source, followed }: Ends): Check {
  const complaints = followed.all("complaint").join("; ");
  const threads = followed.one("threads");
  const found = threads === "ON ON" ? "both ON" : `${threads ?? ""}${complaints && `: ${complaints}`}`;
  return same(
    { topic: "replication", what: "receiver and applier", remedy: threadsRemedy(source, threads, complaints) },
    "both ON",
    found,
  );
}

/** Each state has its own remedy. Running a step again would only report the same state. */
function threadsRemedy(source: string, threads: string | undefined, complaints: string): string {
  if (threads === "no channel") {
    return `where an application writes here, somebody made this server a source by hand: stop that, bring what it alone has to ${source} (mysqlbinlog), then ${RELOAD}. Else ${runAgain("seed")} and sets the channel`;
  }
  if (/receiver: (1236|13114|13117) /.test(complaints)) {
    return `where ${source} has purged what is missing here: ${RELOAD}. Where two servers have one UUID: sudo rm /var/lib/mysql/auto.cnf on the copy, and restart its mysqld`;
  }
  if (/(worker|coordinator): /.test(complaints)) {
    return `a transaction does not fit the rows that are here, so they are not those of ${source}: ${RELOAD}`;
  }
  if (/receiver: /.test(complaints)) {
    return `the receiver does not get to ${source}: see mysqld there, the firewalls between the two, and the password of replicator; ${runAgain("link")} and names what is in the way`;
  }
  return 'somebody stopped it: sudo mysql -e "START REPLICA"';
}

function checkUuid({ source, sourceUuid, followed }: Ends): Check {
  return same(
    {
      topic: "replication",
      what: "source of the channel",
      remedy: `another mysqld answers where ${source} should, or it has a new data folder: see its own lines, and /etc/hosts here; then ${RELOAD}`,
    },
    `${source} (${sourceUuid})`,
    followed.one("source_uuid") === sourceUuid
      ? `${source} (${sourceUuid})`
      : `a server with the UUID ${followed.one("source_uuid")}`,
  );
}

/** Checks source, TLS, auto position, filters, delay, and everything else that decides what a channel transfers. */
function checkChannel(followed: Facts): Check {
  const flaws = followed.all("channel_flaw").map((row) => row.split("|"));
  return judged(
    { topic: "replication", what: "settings of the channel", remedy: flaws.map(([, remedy]) => remedy).join("; ") },
    "as in the plan: TLS, verification, auto position; no filter, no delay, no other channel",
    flaws.map(([found]) => found).join("; ") || "as in the plan",
    flaws.length === 0 && !followed.all("unanswered").some((what) => what.startsWith("channel_flaw")),
  );
}

/** Checks the connection as the source sees it, not as the replica was configured. */
function checkCipher({ known, replicaAddress, followed }: Ends): Check {
  const feeds = known.all("feed").map((feed) => feed.split(" "));
  const [, version, cipher] = feeds.find(([address = ""]) => canonical(address) === canonical(replicaAddress)) ?? [];
  const isUnseen = known.one("performance_schema") === "0" || version === "unseen";
  const runs = followed.one("threads") === "ON ON";
  return judged(
    {
      topic: "replication",
      what: "encryption, seen at the source",
      remedy: runs
        ? "see how it connects (performance_schema.threads at the source); the account replicator must REQUIRE SSL: " +
          runAgain("source", "the source")
        : "see the line about receiver and applier",
    },
    "TLSv1.2 or TLSv1.3",
    isUnseen
      ? "not seen: performance_schema of the source does not count connections; the account demands TLS"
      : version === undefined
        ? `no connection from ${canonical(replicaAddress)}`
        : `${version} ${cipher}`,
    isUnseen || version === "TLSv1.2" || version === "TLSv1.3",
  );
}

/** Whether a replica lacks transactions and makes progress, which is not a failure. */
export function isCatchingUp(followed: Facts): boolean {
  return followed.one("missing") !== undefined && followed.one("moves") === "yes";
}

function checkTransactions(ends: Ends): Check[] {
  const { source, written, followed, known } = ends;
  const here = followed.one("gtid_executed");
  const missing = followed.one("missing");
  const purged = known.one("purged");
  const held = followed.one("held");
  const isAnswered = followed.has("missing") && known.has("unknown");
  const moves = isCatchingUp(followed);
  const lag =
    purged !== undefined
      ? `${source} has purged ${purged}: ${RELOAD}`
      : held !== undefined
        ? `somebody holds a lock that the applier waits for (${held}): see performance_schema.metadata_locks, and end that session`
        : "see the line about receiver and applier; where both run: performance_schema.replication_applier_status_by_worker";
  return [
    judged(
      { topic: "replication", what: "transactions of the source", remedy: lag },
      `all of ${written.one("gtid_executed")}`,
      missing === undefined
        ? isAnswered
          ? here && `all, now ${here}`
          : undefined
        : `${missing} are missing${moves ? ", and come: this replica is catching up" : ""}${purged === undefined ? "" : `; ${purged} can never come: the source has purged it`}`,
      isAnswered && here !== undefined && purged === undefined && (missing === undefined || moves),
    ),
    judged(
      {
        topic: "replication",
        what: "transactions that the source does not know",
        remedy: `look at them (mysqlbinlog --include-gtids) and bring them to ${source}, then, or to give them up, ${RELOAD}`,
      },
      "none",
      known.one("unknown") ?? (known.has("unknown") ? "none" : undefined),
      known.has("unknown") && known.one("unknown") === undefined,
    ),
  ];
}

/**
 * XA transactions that are prepared only here, although all of the source's transactions have arrived: nobody will end
 * them.
 */
function checkPrepared({ source, written, followed, known }: Ends): Check {
  const there = new Set([...written.all("prepared"), ...known.all("prepared")]);
  const alone = followed.one("missing") === undefined ? followed.all("prepared").filter((xid) => !there.has(xid)) : [];
  return judged(
    {
      topic: "replication",
      what: "prepared transactions (XA) that the source does not have",
      remedy: `nobody at ${source} will end them: sudo mysql -e "XA RECOVER" here, then XA ROLLBACK; or ${RELOAD}`,
    },
    "none",
    alone.map((xid) => xid.replaceAll("\t", " ")).join("; ") || "none",
    alone.length === 0,
  );
}

function checkWrites({ source, followed, account }: Ends): Check[] {
  const isAlone = followed.one("threads") === "no channel";
  return ["root", account].map((user) => {
    const what = `a write of ${user} at the replica`;
    if (!followed.has(`write ${user}`)) {
      return judged(
        { topic: "replica", what, remedy: "see the line about answers" },
        "refused for being read-only",
        undefined,
        false,
      );
    }
    const answer = followed.one(`write ${user}`);
    const refused = answer?.includes("ERROR 1290 ") ?? false;
    const isLetThrough = answer === undefined || answer.includes("ERROR 1007 ");
    const remedy = isAlone
      ? `nothing replicates to this server: see the line about receiver and applier before anything else; an application may be writing to it instead of ${source}`
      : isLetThrough
        ? "sudo mysql -e 'SET GLOBAL super_read_only = ON', and see who turned it off: the lines about settings say it"
        : answer.includes("ERROR 3032 ")
          ? "sudo mysql -e 'SET GLOBAL offline_mode = OFF', and see who turned it on"
          : `the account could not try: ${runAgain("source", "the source")} and gives ${user} its rights back`;
    return judged(
      { topic: "replica", what, remedy },
      "refused for being read-only",
      refused
        ? "refused for being read-only"
        : isLetThrough
          ? `it was let through: ${answer ?? "no error"}`
          : `not tried: ${answer}`,
      refused,
    );
  });
}

function checkCanary({ source, token, written, followed }: Ends): Check {
  const said = written.one("written");
  const subject = { topic: "replication" as const, what: `row written at ${source} a moment ago` };
  if (said !== "yes") {
    const remedy = /ERROR 1290 /.test(said ?? "")
      ? `${source} takes no writes: see its lines about settings`
      : `${source} does not take the row: ${runAgain("source", "the source")} and makes its table`;
    return judged({ ...subject, remedy }, "at the replica", `not written: ${said}`, false);
  }
  const isHere = followed.one("canary") === token;
  const moves = isCatchingUp(followed);
  return judged(
    {
      ...subject,
      remedy:
        followed.one("missing") === undefined
          ? `the transaction came and the row did not: somebody changes rows here, or a filter keeps them out; ${RELOAD}`
          : "see the line about transactions of the source",
    },
    "at the replica",
    isHere ? "at the replica" : moves ? "not yet at the replica, which is catching up" : "not at the replica",
    isHere || moves,
  );
}

/** Checks that no copy of a dump is left. */
export function checkLeftovers({ role }: Database, facts: Facts): Check {
  const folder = role === "source" ? "/var/lib/plumbline-seed/outgoing" : "/var/lib/plumbline/mysql/incoming";
  const remedy = `if no deployment runs now: sudo find ${folder} -type f -delete`;
  return same(
    { topic: "data", what: `copies of a dump at the ${role}`, remedy },
    "none",
    facts.one("leftovers") ?? "none",
  );
}
