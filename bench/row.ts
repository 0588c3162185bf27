/** A line of a bench's table. */
export interface Row {
  readonly what: string;
  /** Figures with their units, one per column. */
  readonly figures: readonly string[];
  /** The figure divided by the one that it is compared with. */
  readonly ratio?: number;
  readonly note?: string;
}

/** Columns are as wide as the longest figure of all benches, so that all tables align. */
export function formatRow({ what, figures, ratio, note }: Row): string {
  const columns = [figures[0] ?? "", figures[1] ?? "", ratio === undefined ? "" : `${ratio.toFixed(2)} x`];
  const line = `${what.padEnd(46)}${columns.map((column) => column.padStart(13)).join("")}`;
  return `${line}${note === undefined ? "" : `  ${note}`}`.trimEnd();
}

export function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

export function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`;
}
