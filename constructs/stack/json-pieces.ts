const INDENT = "  ";

/**
 * Passes the JSON of resolved data to `give` piece by piece, with keys in their order. The pieces are byte for byte
 * what cdktf writes as one string.
 */
export function jsonPieces(data: unknown, give: (piece: string) => void, margin = "\n"): void {
  if (typeof data !== "object" || data === null) {
    give(JSON.stringify(data) ?? "null");
    return;
  }
  const isList = Array.isArray(data);
  const inner = margin + INDENT;
  let separator = inner;
  give(isList ? "[" : "{");
  for (const key of isList ? data.keys() : Object.keys(data).sort()) {
    const item = (data as Readonly<Record<string, unknown>>)[key];
    if (!isList && item === undefined) {
      continue;
    }
    give(isList ? separator : `${separator}${JSON.stringify(key)}: `);
    jsonPieces(item, give, inner);
    separator = `,${inner}`;
  }
  give(margin + (isList ? "]" : "}"));
}
