const INDENT = "  ";

/** Gives the JSON of resolved data piece by piece, keys in their order: to the byte what cdktf writes of them as one text. */
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
