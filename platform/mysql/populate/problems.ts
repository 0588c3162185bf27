import { placeOf } from "../sql/places";

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

interface Found {
  readonly offset: number;
  readonly remedy: string;
  readonly ofReplicas: boolean;
  further: number;
}

/** Gathers what is wrong with a file: of what is the same, the first place, and how often it is there. */
export class Problems {
  private readonly found = new Map<string, Found>();

  public constructor(private readonly bytes: Buffer) {}

  public add(offset: number, message: string, ...remedies: readonly string[]): void {
    this.tell(offset, message, remedies, false);
  }

  /** As `add`, for what is a problem of replicas alone. */
  public addOfReplicas(offset: number, message: string, ...remedies: readonly string[]): void {
    this.tell(offset, message, remedies, true);
  }

  public list(): PopulateProblem[] {
    return [...this.found].map(([message, { offset, remedy, further, ofReplicas }]) => ({
      ...placeOf(this.bytes, offset),
      message,
      remedy: further > 0 ? `${remedy} (there are ${further} more of these in the file)` : remedy,
      ofReplicas,
    }));
  }

  private tell(offset: number, message: string, remedies: readonly string[], ofReplicas: boolean): void {
    const known = this.found.get(message);
    if (known === undefined) {
      this.found.set(message, { offset, remedy: remedies.join("; "), further: 0, ofReplicas });
    } else {
      known.further++;
    }
  }
}
