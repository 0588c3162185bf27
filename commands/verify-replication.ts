import { type Check, judged, same } from "./verify-check";
import type { Facts } from "./verify-facts";
import type { Database } from "./verify-mysql";
import { canonical } from "./verify-system";

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

const SEED = "deploy: the seed step sets the channel and starts it";

/** Requirement 22: what a replica does with what its source has. */
export function checkReplication(ends: Ends): Check[] {
  const { followed } = ends;
  return [
    checkThreads(followed),
    same(
      { requirement: 22, what: "source of the channel", remedy: SEED },
      `${ends.source} (${ends.sourceUuid})`,
      followed.one("source_uuid") === ends.sourceUuid
        ? `${ends.source} (${ends.sourceUuid})`
        : `a server with the UUID ${followed.one("source_uuid")}`,
    ),
    same(
      { requirement: 22, what: "TLS, verification and auto position of the channel", remedy: SEED },
      "YES YES 1",
      followed.one("channel"),
    ),
    checkCipher(ends),
    ...checkTransactions(ends),
    ...checkWrites(ends),
    checkCanary(ends),
  ];
}

function checkThreads(followed: Facts): Check {
  const complaints = followed.one("complaints");
  const threads = followed.one("threads");
  const found = threads === "ON ON" ? "both ON" : `${threads}${complaints === undefined ? "" : `: ${complaints}`}`;
  const remedy =
    "see what they say: show replica status; the link step of a deployment names what is in the way, the seed step starts them";
  return same({ requirement: 22, what: "receiver and applier", remedy }, "both ON", found);
}

/** As the source sees the connection, not as the replica was told to make it. */
function checkCipher({ known, replicaAddress }: Ends): Check {
  const feeds = known.all("feed").map((feed) => feed.split(" "));
  const [, version, cipher] = feeds.find(([address = ""]) => canonical(address) === canonical(replicaAddress)) ?? [];
  return judged(
    {
      requirement: 22,
      what: "encryption, seen at the source",
      remedy: `${SEED}; the account replicator must REQUIRE SSL`,
    },
    "TLSv1.2 or TLSv1.3",
    version === undefined ? `no connection from ${canonical(replicaAddress)}` : `${version} ${cipher}`,
    version === "TLSv1.2" || version === "TLSv1.3",
  );
}

function checkTransactions({ source, written, followed, known }: Ends): Check[] {
  const here = followed.one("gtid_executed");
  const missing = followed.one("missing");
  const unknown = known.one("unknown");
  const lag = "see what the applier says: performance_schema.replication_applier_status_by_worker";
  const errant = `look at them (mysqlbinlog --include-gtids) and bring them to ${source}, or give them up: the seed step says how`;
  return [
    judged(
      { requirement: 22, what: "transactions of the source", remedy: lag },
      `all of ${written.one("gtid_executed")}`,
      missing !== undefined ? `${missing} are missing` : here && `all, now ${here}`,
      missing === undefined && here !== undefined,
    ),
    judged(
      { requirement: 22, what: "transactions that the source does not know", remedy: errant },
      "none",
      unknown ?? "none",
      unknown === undefined,
    ),
  ];
}

function checkWrites({ followed, account }: Ends): Check[] {
  const remedy = "sudo mysql -e 'SET GLOBAL super_read_only = ON', and see who turned it off";
  return ["root", account].map((user) => {
    const answer = followed.one(`write ${user}`);
    const refused = answer?.includes("ERROR 1290 ") ?? false;
    return judged(
      { requirement: 20, what: `a write of ${user} at the replica`, remedy },
      "refused for being read-only",
      refused ? "refused for being read-only" : `not refused for that: ${answer ?? "it was let through"}`,
      refused,
    );
  });
}

function checkCanary({ source, token, written, followed }: Ends): Check {
  const said = written.one("written");
  const subject = {
    requirement: 22,
    what: `row written at ${source} a moment ago`,
    remedy: "see the failing lines beside this one",
  };
  if (said !== "yes") {
    return judged(subject, "at the replica", `not written: ${said}`, false);
  }
  return judged(
    subject,
    "at the replica",
    followed.one("canary") === token ? "at the replica" : "not at the replica",
    followed.one("canary") === token,
  );
}

/** Requirement 21: what the database holds at both ends. */
export function checkData({ database, populated }: Database, atSource: Facts, atReplica: Facts): Check[] {
  const [there, here] = [atSource.all("table"), atReplica.all("table")];
  const names = (tables: readonly string[]) => tables.map((table) => table.replace(/ \d+ \d+$/, "")).join(", ");
  const remedy =
    "see which row differs (the checksum is that of CHECKSUM TABLE); `reseed` in the plan loads the replica anew";
  const content = { requirement: 21, what: `tables of ${database}`, remedy };
  const filled = {
    requirement: 21,
    what: `tables of ${database} at the source`,
    remedy: "the plan fills only an empty database that no replica has transactions of; fill it by hand",
  };
  const compared = areComparable(atSource, atReplica);
  const described = (tables: readonly string[]) =>
    compared ? tables.map(describeTable).join("; ") || "none" : `${names(tables) || "none"} (contents not compared)`;
  return [
    ...(populated
      ? [judged(filled, "one at least", there.length === 0 ? "none" : `${there.length}`, there.length > 0)]
      : []),
    same(content, described(there), described(here)),
  ];
}

/** Whether both ends were at rest, and held the same transactions, while their tables were read. */
export function areComparable(atSource: Facts, atReplica: Facts): boolean {
  const sets = [atSource, atReplica].flatMap((facts) => [facts.one("gtid_before"), facts.one("gtid_after")]);
  const [first] = sets;
  return first !== undefined && sets.every((set) => set === first);
}

/** `persons 5 3141592653` as words; a name alone where the table was too large to be read. */
function describeTable(table: string): string {
  const [, name, rows, sum] = /^(.*) (\d+) (\d+)$/.exec(table) ?? [];
  return name === undefined ? `${table}, not read` : `${name.replaceAll("`", "")}: ${rows} rows, checksum ${sum}`;
}

/** Requirement 21: no copy of a dump is left. */
export function checkLeftovers({ role }: Database, facts: Facts): Check {
  const remedy = `if no deployment runs now, remove them; the seed step does so when it ends`;
  return same(
    { requirement: 21, what: `copies of a dump at the ${role}`, remedy },
    "none",
    facts.one("leftovers") ?? "none",
  );
}
