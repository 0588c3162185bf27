import { type Check, judged, same } from "./check";
import type { Database } from "./database";
import type { Facts } from "./facts";
import { checkAnswers } from "./mysql";
import { runAgain } from "./remedy";
import { canonical } from "./system";

/** What the two ends of a replication found. */
export interface Ends {
  /** Id of the source. */
  readonly source: string;
  /** UUID of the source's mysqld. */
  readonly sourceUuid: string | undefined;
  /** IPv6 address of the replica. */
  readonly replicaAddress: string;
  /** Account of the login at the replica. */
  readonly account: string;
  /** Word that the canary carries. */
  readonly token: string;
  /** Of the act `write` at the source. */
  readonly written: Facts;
  /** Of the act `follow` at the replica. */
  readonly followed: Facts;
  /** Of the act `known` at the source, asked after the replica had answered: by then it is connected, or does not connect. */
  readonly known: Facts;
}

const RELOAD = "set `reseed` of the replica in the plan to a word that it has not had, and deploy, which loads it anew";

/** Requirement 22: what a replica does with what its source has. */
export function checkReplication(ends: Ends): Check[] {
  const { followed, known, written } = ends;
  const answers = [written, followed, known].map((facts) => checkAnswers(facts, 22));
  return [
    answers.find(({ holds }) => !holds) ?? checkAnswers(followed, 22),
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
    { requirement: 22, what: "receiver and applier", remedy: threadsRemedy(source, threads, complaints) },
    "both ON",
    found,
  );
}

/** Each state has a way out of its own; a step would only be told of the same again. */
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
      requirement: 22,
      what: "source of the channel",
      remedy: `another mysqld answers where ${source} should, or it has a new data folder: see its own lines, and /etc/hosts here; then ${RELOAD}`,
    },
    `${source} (${sourceUuid})`,
    followed.one("source_uuid") === sourceUuid
      ? `${source} (${sourceUuid})`
      : `a server with the UUID ${followed.one("source_uuid")}`,
  );
}

/** Source, TLS, auto position, filters, delay, and all else that decides what comes over a channel. */
function checkChannel(followed: Facts): Check {
  const flaws = followed.all("channel_flaw").map((row) => row.split("|"));
  return judged(
    { requirement: 22, what: "settings of the channel", remedy: flaws.map(([, remedy]) => remedy).join("; ") },
    "as in the plan: TLS, verification, auto position; no filter, no delay, no other channel",
    flaws.map(([found]) => found).join("; ") || "as in the plan",
    flaws.length === 0 && !followed.all("unanswered").some((what) => what.startsWith("channel_flaw")),
  );
}

/** As the source sees the connection, not as the replica was told to make it. */
function checkCipher({ known, replicaAddress, followed }: Ends): Check {
  const feeds = known.all("feed").map((feed) => feed.split(" "));
  const [, version, cipher] = feeds.find(([address = ""]) => canonical(address) === canonical(replicaAddress)) ?? [];
  const isUnseen = known.one("performance_schema") === "0" || version === "unseen";
  const runs = followed.one("threads") === "ON ON";
  return judged(
    {
      requirement: 22,
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

/** Whether a replica lacks transactions and gets on: that is no fault. */
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
      { requirement: 22, what: "transactions of the source", remedy: lag },
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
        requirement: 22,
        what: "transactions that the source does not know",
        remedy: `look at them (mysqlbinlog --include-gtids) and bring them to ${source}, then, or to give them up, ${RELOAD}`,
      },
      "none",
      known.one("unknown") ?? (known.has("unknown") ? "none" : undefined),
      known.has("unknown") && known.one("unknown") === undefined,
    ),
  ];
}

/** Transactions of XA that are prepared here alone, though all of the source's transactions came: nobody will end them. */
function checkPrepared({ source, written, followed, known }: Ends): Check {
  const there = new Set([...written.all("prepared"), ...known.all("prepared")]);
  const alone = followed.one("missing") === undefined ? followed.all("prepared").filter((xid) => !there.has(xid)) : [];
  return judged(
    {
      requirement: 22,
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
        { requirement: 20, what, remedy: "see the line about answers" },
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
      { requirement: 20, what, remedy },
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
  const subject = { requirement: 22, what: `row written at ${source} a moment ago` };
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

/** Requirement 21: no copy of a dump is left. */
export function checkLeftovers({ role }: Database, facts: Facts): Check {
  const folder = role === "source" ? "/var/lib/plumbline-seed/outgoing" : "/var/lib/plumbline/mysql/incoming";
  const remedy = `if no deployment runs now: sudo find ${folder} -type f -delete`;
  return same(
    { requirement: 21, what: `copies of a dump at the ${role}`, remedy },
    "none",
    facts.one("leftovers") ?? "none",
  );
}
