/** Where something stands in a file. Lines and columns count from 1; a column counts characters, not bytes. */
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
   * Where what stands under a path of keys and indices comes from: first the value itself, then the values of parameters
   * that were put into it. Of a list or a mapping: of all values in it. Empty where the plan says nothing of it.
   */
  origins(...path: readonly (string | number)[]): readonly Position[];
  /** Where the name itself comes from, likewise. */
  readonly own: readonly Position[];
}

/** Something to say about a plan: lower case, no full stop; what was found, what is allowed, what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly at: Position;
  readonly message: string;
  /** Further lines: what is allowed, the nearest known name, the remedy. */
  readonly hints: readonly string[];
}
