/** A scalar as text; empty for a list or a mapping, which have no text of their own. */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A value, as a message shows it: a text in quotes, cut if it is long. */
export function show(value: unknown): string {
  if (value === null || value === undefined) {
    return "nothing";
  }
  if (typeof value === "object") {
    return Array.isArray(value) ? "a list" : "a mapping";
  }
  if (typeof value === "string") {
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  }
  return String(value);
}
