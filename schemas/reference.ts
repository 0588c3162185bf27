/** What a reference in Markdown says of keys: heading, then key, then words of its table. */
export type Reference = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads the tables of a reference whose first column names keys. */
export function readReference(markdown: string): Reference {
  const reference = new Map<string, Map<string, string>>();
  let heading = "";
  let columns: readonly string[] = [];
  for (const line of markdown.split("\n")) {
    const [, title] = /^#+ (.*)$/.exec(line) ?? [];
    if (title !== undefined) {
      heading = title.replaceAll("`", "");
    }
    if (!line.startsWith("|")) {
      columns = [];
      continue;
    }
    const cells = cellsOf(line);
    if (columns.length === 0) {
      columns = cells;
      continue;
    }
    const known = reference.get(heading) ?? new Map<string, string>();
    reference.set(heading, known);
    for (const key of keysOf(cells[0] ?? "")) {
      known.set(key, wordsOf(cells, columns));
    }
  }
  return reference;
}

function cellsOf(row: string): string[] {
  return row
    .replace(/^\||\|\s*$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}

/** The keys that a cell names: `key`, or `key: value`. */
function keysOf(cell: string): string[] {
  return [...cell.matchAll(/`([A-Za-z][\w-]*)(?::[^`]*)?`/g)].map(([, key]) => key as string);
}

/** A row as text: what the key takes, and the rest, in which links are their words. */
function wordsOf([key = "", ...cells]: readonly string[], [, ...columns]: readonly string[]): string {
  const shown = key.includes(":") ? [key] : [];
  const said = cells.map((cell, index) => (columns[index] === "default" && cell !== "" ? `Default: ${cell}` : cell));
  return [...shown, ...said]
    .filter((words) => words !== "" && !/^-+$/.test(words))
    .map((words) => words.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1"))
    .join(". ");
}
