import { type Check, judged, same } from "./check";
import type { Facts } from "./facts";
import { runAgain } from "./remedy";
import { type Ends, RELOAD } from "./replication-ends";
import { canonical } from "./system";

/** Checks that both threads of the channel run. */
export function checkThreads({ source, followed }: Ends): Check {
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

export function checkUuid({ source, sourceUuid, followed }: Ends): Check {
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
export function checkChannel(followed: Facts): Check {
  const flaws = followed.all("channel_flaw").map((row) => row.split("|"));
  return judged(
    { topic: "replication", what: "settings of the channel", remedy: flaws.map(([, remedy]) => remedy).join("; ") },
    "as in the plan: TLS, verification, auto position; no filter, no delay, no other channel",
    flaws.map(([found]) => found).join("; ") || "as in the plan",
    flaws.length === 0 && !followed.all("unanswered").some((what) => what.startsWith("channel_flaw")),
  );
}

/** Checks the connection as the source sees it, not as the replica was configured. */
export function checkCipher({ known, replicaAddress, followed }: Ends): Check {
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
