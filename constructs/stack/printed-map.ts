/**
 * Data as JSON for review line by line: each value of an object on its own line, a list of texts on one line. Undefined
 * values are left out.
 */
export function printedMap(data: Readonly<Record<string, unknown>>): string {
  return `${printed(data, "")}\n`;
}

function printed(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.some((item) => typeof item === "object")
      ? bracketed(
          "[",
          value.map((item) => inner + printed(item, inner)),
          indent,
          "]",
        )
      : `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
  }
  const lines: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) {
      lines.push(`${inner}${JSON.stringify(key)}: ${printed(item, inner)}`);
    }
  }
  return bracketed("{", lines, indent, "}");
}

function bracketed(open: string, lines: readonly string[], indent: string, close: string): string {
  return lines.length === 0 ? open + close : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
