const INDENT = "  ";

/**
 * Gives the JSON of data piece by piece, keys in their order: to the byte what cdktf writes of the same data, which makes
 * one text of all.
 */
export function jsonPieces(data: unknown, give: (piece: string) => void, margin = "\n"): void {
  const value = valueOf(data);
  if (typeof value !== "object" || value === null) {
    give(JSON.stringify(value) ?? "null");
    return;
  }
  const isList = Array.isArray(value);
  const inner = margin + INDENT;
  let separator = inner;
  give(isList ? "[" : "{");
  for (const key of isList ? value.keys() : Object.keys(value).sort()) {
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (!isList && valueOf(item) === undefined) {
      continue;
    }
    give(isList ? separator : `${separator}${JSON.stringify(key)}: `);
    jsonPieces(item, give, inner);
    separator = `,${inner}`;
  }
  give(margin + (isList ? "]" : "}"));
}

/** What stands for an object in JSON, as for a date. */
function valueOf(data: unknown): unknown {
  const { toJSON } = (data ?? {}) as { readonly toJSON?: unknown };
  return typeof toJSON === "function" ? toJSON.call(data) : data;
}
