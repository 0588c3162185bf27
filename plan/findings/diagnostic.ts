/** A place in a file. Lines and columns count from 1; a column counts characters, not bytes. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A position for people: `file:line:column`. */
export function positionText({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

/** Where a part of a plan is named, and where each value in it comes from. */
export interface Place extends Position {
  /**
   * Origins of the value under a path of keys and indices: first its own place, then those of the parameters that were
   * put into it. For a list or a mapping: those of all values in it. Empty if the plan does not set it.
   */
  origins(...path: readonly (string | number)[]): readonly Position[];
  /** Origins of the name itself, likewise. */
  readonly own: readonly Position[];
}

/** A finding about a plan: lower case, no full stop; what was found, what is allowed, what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly at: Position;
  readonly message: string;
  /** Further lines: what is allowed, the nearest known name, the remedy. */
  readonly hints: readonly string[];
}
