import { type Check, judged } from "./check";
import type { Facts } from "./facts";
import { type Ends, RELOAD } from "./replication-ends";

/** Whether a replica lacks transactions and makes progress, which is not a failure. */
export function isCatchingUp(followed: Facts): boolean {
  return followed.one("missing") !== undefined && followed.one("moves") === "yes";
}

export function checkTransactions(ends: Ends): Check[] {
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
export function checkPrepared({ source, written, followed, known }: Ends): Check {
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
