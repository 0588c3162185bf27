import { checkChannel, checkCipher, checkThreads, checkUuid } from "./channel";
import { type Check, judged, same } from "./check";
import type { Database } from "./database";
import type { Facts } from "./facts";
import { checkAnswers } from "./mysql";
import { runAgain } from "./remedy";
import { type Ends, RELOAD } from "./replication-ends";
import { checkPrepared, checkTransactions, isCatchingUp } from "./transactions";

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
