import { enginesIn, KEEPS_NOTHING } from "../engines";
import type { Assignment } from "../sql/assignments";
import type { TokenReader } from "../sql/names";
import { placeOf } from "../sql/places";
import { type EngineOfTable, TableEngines } from "../sql/table-engines";
import type { Problems } from "./problems";
import type { PopulateTarget } from "./target";

const USE_INNODB = "write ENGINE=InnoDB, or leave the engine out";

/** Engines of the tables that a file makes. */
export class Tables {
  private readonly engines: TableEngines;
  private readonly disabled: ReadonlySet<string>;
  /** Engines that the server takes InnoDB for, where it does not insist on them: FEDERATED is off unless it is asked for. */
  private readonly replaced: ReadonlySet<string>;

  public constructor(
    private readonly bytes: Buffer,
    { database, settings }: PopulateTarget,
    private readonly problems: Problems,
  ) {
    this.engines = new TableEngines(database);
    this.disabled = enginesIn(settings.disabled_storage_engines ?? settings.loose_disabled_storage_engines ?? "");
    this.replaced = new Set([...this.disabled, ...(settings.federated === undefined ? ["FEDERATED"] : [])]);
  }

  /** SET default_storage_engine. */
  public assign(read: TokenReader, assignment: Assignment): void {
    this.engines.assign(read, assignment);
  }

  /** @param insists whether the server refuses an engine that it does not have */
  public look(read: TokenReader, insists: boolean): void {
    const refused = this.engines.take(read, { disabled: insists ? this.disabled : this.replaced, insists });
    if (refused !== undefined) {
      this.problems.add(
        refused.offset,
        `the server makes no tables with the engine ${refused.engine}: disabled_storage_engines in \`settings\` has it`,
        USE_INNODB,
      );
    }
  }

  /** Tables that the file leaves behind, and that a replica cannot keep equal. */
  public end(): void {
    for (const table of this.engines.left) {
      const { engine, offset } = table;
      if (engine === KEEPS_NOTHING) {
        const message = `the engine ${engine} keeps no row of what is written to its tables`;
        this.problems.add(offset, message, ...this.remedyOf(table));
      } else {
        const message = `the engine ${engine} knows no transactions, so replicas cannot keep its tables equal`;
        this.problems.addOfReplicas(offset, message, ...this.remedyOf(table));
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
}
