import { assignmentsOf } from "../sql/assignments";
import type { TokenReader } from "../sql/names";
import { outsideByKind } from "../sql/outside";
import { type Target, targetsOf } from "../sql/targets";
import type { Problems } from "./problems";

const GTIDS = "write the dump with mysqldump --set-gtid-purged=OFF";
const SETTINGS = "what is set for the whole server stands in `settings` of the plan";

/** Session variables that change what is written into the binary log, or whom it is from, each with what to do. */
const SESSION_VARIABLES: Readonly<Record<string, string>> = {
  immediate_server_version: "leave it out: it is for what mysqlbinlog writes",
  original_commit_timestamp: "leave it out: it is for what mysqlbinlog writes",
  original_server_version: "leave it out: it is for what mysqlbinlog writes",
  pseudo_replica_mode: "leave it out: with it the session is taken for a replica's applier",
  pseudo_slave_mode: "leave it out: with it the session is taken for a replica's applier",

  sql_log_bin: `replicas would not get the rows: ${GTIDS}`,
  gtid_next: GTIDS,
  binlog_format: "leave it out: replication works on rows",
  pseudo_thread_id: "leave it out",
};

/** What statements do beyond the one database that the file fills. */
export class Reach {
  /** Where the file drops its own database, until it makes it again. */
  private dropped: number | undefined;

  public constructor(
    private readonly database: string,
    private readonly problems: Problems,
  ) {}

  /**
   * @param isOfClient whether the client `mysql` reads the statement
   * @returns whether it is about the database at all
   */
  public look(read: TokenReader, isOfClient: boolean): boolean {
    const outside = outsideByKind(read, isOfClient);
    if (outside !== undefined) {
      const what = `${outside.what} does more than fill the database ${this.database}`;
      this.problems.add(read.offset(outside.at), what, outside.remedy);
      return false;
    }
    for (const target of targetsOf(read)) {
      this.lookAtTarget(target, read.offset(target.at));
    }
    this.lookAtAssignments(read);
    return true;
  }

  /** What is known at the end of the file alone. */
  public end(): void {
    if (this.dropped !== undefined) {
      this.problems.add(
        this.dropped,
        `DROP DATABASE ${this.database}, and no CREATE DATABASE behind it`,
        "leave it out",
      );
    }
  }

  private lookAtTarget({ kind, act, schema, name, conditional }: Target, offset: number): void {
    const { database } = this;
    const named = kind === "database" ? name : schema;
    if (named === undefined) {
      return;
    }
    if (named !== database) {
      const remedy =
        kind === "database"
          ? "the step makes the one database and runs the file in it: leave it out, or write the dump without --databases"
          : "leave the name of the database out";
      const what = kind === "database" ? `${act === "USE" ? act : `${act} DATABASE`} ${named}` : `${act} in ${named}`;
      this.problems.add(offset, `${what} reaches outside of the database ${database}`, remedy);
    } else if (kind === "database" && act === "DROP") {
      this.dropped = offset;
    } else if (kind === "database" && act === "CREATE") {
      if (this.dropped === undefined && !conditional) {
        this.problems.add(
          offset,
          `CREATE DATABASE ${database}: it is there already`,
          "leave it out, or write IF NOT EXISTS",
        );
      }
      this.dropped = undefined;
    }
  }

  private lookAtAssignments(read: TokenReader): void {
    for (const assignment of assignmentsOf(read)) {
      const { scope, name, at } = assignment;
      const remedy = scope === "session" ? SESSION_VARIABLES[name] : name === "gtid_purged" ? GTIDS : SETTINGS;
      if (scope === "global") {
        this.problems.add(read.offset(at), `SET GLOBAL ${name} changes the whole server`, remedy ?? SETTINGS);
      } else if (scope === "session" && remedy !== undefined) {
        this.problems.add(read.offset(at), `SET ${name} changes what is replicated`, remedy);
      }
      if (scope === "session" && name === "completion_type" && isRelease(read, assignment.value)) {
        this.problems.add(
          read.offset(at),
          "SET completion_type = RELEASE ends the session that runs the file at its first COMMIT",
          "leave it out",
        );
      }
    }
  }
}

function isRelease(read: TokenReader, value: number): boolean {
  return ["RELEASE", "2"].includes((read.string(value) ?? read.word(value)).toUpperCase());
}
