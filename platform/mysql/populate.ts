import { enginesIn, KEEPS_NOTHING } from "./engines";
import { assignmentsOf } from "./sql/assignments";
import { BYTE_ORDER_MARK, foreignFormat } from "./sql/file-format";
import { TokenReader } from "./sql/names";
import { outsideByKind } from "./sql/outside";
import { firstForeignByte, placeOf } from "./sql/places";
import { PreparedTexts } from "./sql/prepared";
import { ReadingModes } from "./sql/reading-modes";
import { Routines } from "./sql/routines";
import type { Broken, Statement } from "./sql/statement";
import { Statements } from "./sql/statements";
import { type EngineOfTable, TableEngines } from "./sql/table-engines";
import { type Target, targetsOf } from "./sql/targets";

/**
 * Most bytes of a file that fills a database. Terraform reads it whole, in base64 and several times: measured with 1.11,
 * an apply takes 9 s and 240 MB of memory for 16 MiB, 40 s and 670 MB for 64 MiB.
 */
export const POPULATE_LIMIT = 32 * 2 ** 20;

/** Bytes of a statement that mysqld takes where nothing is set. */
const MAX_ALLOWED_PACKET = 64 * 2 ** 20;

/** What a file that fills a database does not get past, and where. */
export interface PopulateProblem {
  /** From 1; a column is a character. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy: string;
  /** Whether it is none where no replica follows the database. */
  readonly ofReplicas: boolean;
}

/** What the file is for. */
export interface PopulateTarget {
  /** The database, which is empty when the file runs. */
  readonly database: string;
  /** Options of mysqld by name, as in the plan. Some matter: sql_mode, max_allowed_packet, which engines there are. */
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Everything in a file of SQL that cannot fill a database, or that reaches outside of it. It refuses what it knows; all
 * else is left to the server.
 */
export function populateProblems(content: Uint8Array, target: PopulateTarget): readonly PopulateProblem[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length > POPULATE_LIMIT) {
    const size = `${Math.ceil(bytes.length / 2 ** 20)} MiB`;
    return [whole(`it has ${size}; up to ${POPULATE_LIMIT / 2 ** 20} MiB go to a node with a step`, LOAD_BY_HAND)];
  }
  const format = foreignFormat(bytes);
  if (format !== undefined) {
    return [whole(`it is ${format.what}, not SQL as text`, format.remedy)];
  }
  return new Inspection(bytes, target).problems();
}

const LOAD_BY_HAND =
  "leave `populate` out, deploy, then load the file at the source by hand: mysql DATABASE <FILE; it replicates by itself";

const GTIDS = "write the dump with mysqldump --set-gtid-purged=OFF";
const USE_INNODB = "write ENGINE=InnoDB, or leave the engine out";
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

const BROKEN: Readonly<Record<Exclude<Broken, "client-command">, readonly [message: string, remedy: string]>> = {
  "open-string": [
    "a string begins here that does not end",
    "if the file was cut off, fetch it again; else close the quote",
  ],
  "open-name": ["a name in ` begins here that does not end", "if the file was cut off, fetch it again; else close it"],
  "open-comment": ["a comment begins here that does not end", "if the file was cut off, fetch it again; else close it"],
  unfinished: [
    "the last statement begins here and has no end",
    "if the file was cut off, fetch it again; else put its delimiter (;) behind it",
  ],
  delimiter: [
    "DELIMITER is an order to the client `mysql`, and stands on a line of its own",
    "write DELIMITER and the delimiter, without quotes and backslashes, and nothing else on the line",
  ],
  "delimiter-in-text": [
    "a line of this text reads DELIMITER, with blanks at its end",
    "write the text with \\r\\n in place of line ends",
  ],
  "byte-order-mark": [
    "a byte order mark stands here, which only a file may begin with",
    "remove it: it comes from files that were put together",
  ],
  "null-byte": ["a null byte stands outside of a string", "write the file as text in UTF-8"],
};

class Inspection {
  private readonly found = new Map<string, { offset: number; remedy: string; further: number; ofReplicas: boolean }>();
  private readonly modes: ReadingModes;
  private readonly engines: TableEngines;
  private readonly disabled: ReadonlySet<string>;
  /** Engines that the server takes InnoDB for, where it does not insist on them: FEDERATED is off unless it is asked for. */
  private readonly replaced: ReadonlySet<string>;
  private readonly prepared = new PreparedTexts();
  private readonly routines = new Routines();
  private readonly packet: number;
  /** Where the file drops its own database, until it makes it again. */
  private dropped: number | undefined;

  constructor(
    private readonly bytes: Buffer,
    private readonly target: PopulateTarget,
  ) {
    const { settings } = target;
    this.modes = new ReadingModes(settings.sql_mode ?? settings.loose_sql_mode);
    this.packet = bytesOf(settings.max_allowed_packet) ?? MAX_ALLOWED_PACKET;
    this.engines = new TableEngines(target.database);
    this.disabled = enginesIn(settings.disabled_storage_engines ?? settings.loose_disabled_storage_engines ?? "");
    this.replaced = new Set([...this.disabled, ...(settings.federated === undefined ? ["FEDERATED"] : [])]);
  }

  problems(): PopulateProblem[] {
    const begin = this.bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    const statements = new Statements(this.bytes, begin);
    let count = 0;
    for (;;) {
      statements.plainBackslash = this.modes.plainBackslash;
      const statement = statements.next();
      if (statement === undefined) {
        break;
      }
      count++;
      this.look(statement);
    }
    if (count === 0) {
      this.add(0, "there is no statement in it", "leave `populate` out, or name the file that has the data");
    }
    if (this.dropped !== undefined) {
      this.add(this.dropped, `DROP DATABASE ${this.target.database}, and no CREATE DATABASE behind it`, "leave it out");
    }
    this.lookForEnd();
    this.lookAtEngines();
    return [...this.found].map(([message, { offset, remedy, further, ofReplicas }]) => ({
      ...placeOf(this.bytes, offset),
      message,
      remedy: further > 0 ? `${remedy} (there are ${further} more of these in the file)` : remedy,
      ofReplicas,
    }));
  }

  private look(statement: Statement): void {
    const read = new TokenReader(statement.tokens, this.modes.ansiQuotes);
    this.lookAtText(statement);
    if (statement.broken !== undefined) {
      this.lookAtBroken(statement.broken);
    }
    // the client sees neither what a procedure runs nor a prepared text
    for (const run of [read, ...this.routines.take(read)]) {
      this.lookAtMeaning(run, run === read);
      this.lookAtPrepared(run);
    }
  }

  /** Texts that become statements: all of one stands where it is prepared. */
  private lookAtPrepared(read: TokenReader): void {
    const offset = read.offset(0);
    for (const { tokens } of this.prepared.take(read, this.modes.plainBackslash)) {
      const placed = tokens.map((token) => ({ ...token, offset }));
      this.lookAtMeaning(new TokenReader(placed, this.modes.ansiQuotes), false);
    }
  }

  /** What a statement does when it runs. */
  private lookAtMeaning(read: TokenReader, isOfClient = true): void {
    const outside = outsideByKind(read, isOfClient);
    if (outside !== undefined) {
      const what = `${outside.what} does more than fill the database ${this.target.database}`;
      this.add(read.offset(outside.at), what, outside.remedy);
      return;
    }
    for (const target of targetsOf(read)) {
      this.lookAtTarget(target, read.offset(target.at));
    }
    this.lookAtAssignments(read);
    const insists = this.modes.insistsOnEngine;
    const refused = this.engines.take(read, { disabled: insists ? this.disabled : this.replaced, insists });
    if (refused !== undefined) {
      this.add(
        refused.offset,
        `the server makes no tables with the engine ${refused.engine}: disabled_storage_engines in \`settings\` has it`,
        USE_INNODB,
      );
    }
  }

  /** Tables that the file leaves behind, and that a replica cannot keep equal. */
  private lookAtEngines(): void {
    for (const table of this.engines.left) {
      const message =
        table.engine === KEEPS_NOTHING
          ? `the engine ${table.engine} keeps no row of what is written to its tables`
          : `the engine ${table.engine} knows no transactions, so replicas cannot keep its tables equal`;
      this.add(table.offset, message, ...this.remedyOf(table));
      const told = this.found.get(message);
      if (told !== undefined) {
        told.ofReplicas = table.engine !== KEEPS_NOTHING;
      }
    }
  }

  private remedyOf({ engine, defaultAt }: EngineOfTable): string[] {
    return [
      defaultAt === undefined
        ? USE_INNODB
        : `leave out SET default_storage_engine in line ${placeOf(this.bytes, defaultAt).line}`,
      ...(engine === KEEPS_NOTHING ? ["a table that is to hold nothing is made by hand after the deployment"] : []),
    ];
  }

  private lookAtText({ notUtf8, offset, end }: Statement): void {
    if (notUtf8 !== undefined && this.modes.isUtf8) {
      const at = firstForeignByte(this.bytes, notUtf8);
      const byte = (this.bytes[at] ?? 0).toString(16).toUpperCase();
      this.add(
        at,
        `the byte 0x${byte} is not UTF-8, which the text is taken for`,
        "save the file as UTF-8, or say what it is in a first line: SET NAMES latin1;",
        "bytes of a BLOB are written _binary '...', or in hexadecimal: mysqldump --hex-blob",
      );
    }
    if (end - offset > this.packet) {
      this.add(
        offset,
        `a statement has ${end - offset} bytes; the server takes ${this.packet}`,
        "write smaller ones (mysqldump --net-buffer-length=1M), or raise max_allowed_packet in `settings`",
      );
    }
  }

  private lookAtBroken({ offset, why }: { readonly offset: number; readonly why: Broken }): void {
    if (why !== "client-command") {
      this.add(offset, ...BROKEN[why]);
      return;
    }
    const letter = this.bytes.toString("latin1", offset + 1, offset + 2);
    const isMariaDb = this.bytes.toString("latin1", Math.max(0, offset - 9), offset) === "/*!999999";
    const remedy = isMariaDb
      ? "this line of a dump is for MariaDB's own client: remove it"
      : /g/i.test(letter)
        ? "end the statement with ;"
        : "leave it out";
    this.add(offset, `\\${letter.replace(/[^!-~]/, "")} is an order to the client \`mysql\`, not SQL`, remedy);
  }

  private lookAtTarget({ kind, act, schema, name, conditional }: Target, offset: number): void {
    const { database } = this.target;
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
      this.add(offset, `${what} reaches outside of the database ${database}`, remedy);
    } else if (kind === "database" && act === "DROP") {
      this.dropped = offset;
    } else if (kind === "database" && act === "CREATE") {
      if (this.dropped === undefined && !conditional) {
        this.add(offset, `CREATE DATABASE ${database}: it is there already`, "leave it out, or write IF NOT EXISTS");
      }
      this.dropped = undefined;
    }
  }

  private lookAtAssignments(read: TokenReader): void {
    for (const assignment of assignmentsOf(read)) {
      const { scope, name, at } = assignment;
      const remedy = scope === "session" ? SESSION_VARIABLES[name] : name === "gtid_purged" ? GTIDS : SETTINGS;
      if (scope === "global") {
        this.add(read.offset(at), `SET GLOBAL ${name} changes the whole server`, remedy ?? SETTINGS);
      } else if (scope === "session" && remedy !== undefined) {
        this.add(read.offset(at), `SET ${name} changes what is replicated`, remedy);
      }
      if (scope === "session" && name === "completion_type" && this.isRelease(read, assignment.value)) {
        this.add(
          read.offset(at),
          "SET completion_type = RELEASE ends the session that runs the file at its first COMMIT",
          "leave it out",
        );
      }
      this.engines.assign(read, assignment);
      const unsafe = this.modes.take(read, assignment);
      if (unsafe !== undefined) {
        this.add(
          read.offset(at),
          `the client \`mysql\` cannot split text in ${unsafe}`,
          "save the file as UTF-8, and leave it out",
        );
      }
    }
  }

  private isRelease(read: TokenReader, value: number): boolean {
    return ["RELEASE", "2"].includes((read.string(value) ?? read.word(value)).toUpperCase());
  }

  /** mysqldump says at its end that it is one. */
  private lookForEnd(): void {
    const { bytes } = this;
    const head = bytes.toString("latin1", 0, 256);
    if (!/^(?:\S*enable the sandbox mode[^\n]*\n)?-- (MySQL|MariaDB) dump /m.test(head)) {
      return;
    }
    const begins = Math.max(bytes.lastIndexOf("\n-- MySQL dump "), bytes.lastIndexOf("\n-- MariaDB dump "));
    if (bytes.lastIndexOf("\n-- Dump completed") > begins) {
      return;
    }
    this.add(
      bytes.length,
      "the dump has no last line `-- Dump completed`: it is cut off",
      "write or fetch it again; if it is whole, remove its first line `-- MySQL dump`",
    );
  }

  private add(offset: number, message: string, ...remedies: readonly string[]): void {
    const known = this.found.get(message);
    if (known === undefined) {
      this.found.set(message, { offset, remedy: remedies.join("; "), further: 0, ofReplicas: false });
    } else {
      known.further++;
    }
  }
}

function whole(message: string, remedy: string): PopulateProblem {
  return { line: 1, column: 1, message, remedy, ofReplicas: false };
}

/** A size as mysqld takes it: 64M. */
function bytesOf(written: string | undefined): number | undefined {
  const [, number, unit] = /^(\d+)([KMG]?)$/i.exec(written ?? "") ?? [];
  return number === undefined
    ? undefined
    : Number(number) * 1024 ** ["", "K", "M", "G"].indexOf((unit ?? "").toUpperCase());
}
