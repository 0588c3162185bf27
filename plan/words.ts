/** What was found, as a message shows it: a text in quotes, cut where it is long. */
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
