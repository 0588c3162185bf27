import { assignmentsOf } from "../sql/assignments";
import { BYTE_ORDER_MARK } from "../sql/file-format";
import { TokenReader } from "../sql/names";
import { PreparedTexts } from "../sql/prepared";
import { ReadingModes } from "../sql/reading-modes";
import type { Statement } from "../sql/statement";
import { Statements } from "../sql/statements";
import { StoredPrograms } from "../sql/stored-programs";
import { type PopulateProblem, Problems } from "./problems";
import { Reach } from "./reach";
import { Tables } from "./tables";
import type { PopulateTarget } from "./target";
import { Writing } from "./writing";

/**
 * Who runs a statement: the client, which has orders of its own; the server, from a text that the client never sees; or a
 * stored program, whose modes end with it.
 */
type RunBy = "client" | "text" | "program";

/** Reads a file statement by statement, as the client and the server would, and gathers what stands against it. */
export class Inspection {
  private readonly found: Problems;
  private readonly statements: Statements;
  private readonly modes: ReadingModes;
  private readonly writing: Writing;
  private readonly reach: Reach;
  private readonly tables: Tables;
  private readonly prepared = new PreparedTexts();
  private readonly programs = new StoredPrograms();

  public constructor(bytes: Buffer, target: PopulateTarget) {
    const { database, settings } = target;
    this.found = new Problems(bytes);
    this.statements = new Statements(bytes, bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0);
    this.modes = new ReadingModes(settings.sql_mode ?? settings.loose_sql_mode);
    this.writing = new Writing(bytes, this.found, settings.max_allowed_packet);
    this.reach = new Reach(database, this.found);
    this.tables = new Tables(bytes, target, this.found);
  }

  public problems(): PopulateProblem[] {
    const { statements } = this;
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
      this.found.add(0, "there is no statement in it", "leave `populate` out, or name the file that has the data");
    }
    this.reach.end();
    this.writing.lookForEnd();
    this.tables.end();
    return this.found.list();
  }

  private look(statement: Statement): void {
    const read = new TokenReader(statement.tokens, this.modes.ansiQuotes);
    this.writing.look(statement, this.modes);
    this.lookAtMeaning(read, "client");
    this.lookAtPrepared(read);
    // the client sees neither what a stored program runs nor a prepared text
    for (const run of this.programs.take(read)) {
      this.lookAtMeaning(run, "program");
      this.lookAtPrepared(run);
    }
    this.statements.functions = this.programs.functions;
  }

  /** Texts that become statements: all of one stands where it is prepared. */
  private lookAtPrepared(read: TokenReader): void {
    const offset = read.offset(0);
    for (const { tokens } of this.prepared.take(read, this.modes.plainBackslash)) {
      const placed = tokens.map((token) => ({ ...token, offset }));
      this.lookAtMeaning(new TokenReader(placed, this.modes.ansiQuotes), "text");
    }
  }

  /** What a statement does when it runs. */
  private lookAtMeaning(read: TokenReader, by: RunBy): void {
    if (!this.reach.look(read, by === "client")) {
      return;
    }
    for (const assignment of assignmentsOf(read)) {
      this.tables.assign(read, assignment);
      const unsafe = by === "program" ? undefined : this.modes.take(read, assignment);
      if (unsafe !== undefined) {
        this.found.add(
          read.offset(assignment.at),
          `the client \`mysql\` cannot split text in ${unsafe}`,
          "save the file as UTF-8, and leave it out",
        );
      }
    }
    this.tables.look(read, this.modes.insistsOnEngine);
  }
}
