/** Where something stands in a file. Lines and columns count from 1; a column counts characters, not bytes. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something to say about a plan: lower case, no full stop; what was found, what is allowed, what to do. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly at: Position;
  readonly message: string;
  /** Further lines: what is allowed, the nearest known name, the remedy. */
  readonly hints: readonly string[];
}
