/**
 * Schemas of the server itself: no plan fills them, no dump of user data holds them, no load drops them.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/system-schema.html
 */
export const SYSTEM_SCHEMAS = ["information_schema", "mysql", "performance_schema", "sys"] as const;

/** The schema that Plumbline makes at a source for its own rows: canaries, accounts that it made, what was filled. */
export const OWN_SCHEMA = "plumbline";

const RESERVED: ReadonlySet<string> = new Set([...SYSTEM_SCHEMAS, OWN_SCHEMA]);

/** Whether a plan may not use a database of this name. Capitals make no difference, whatever the server is set to. */
export function isReservedSchema(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}

/** Longest name of a schema, a table or a column, in characters. */
export const IDENTIFIER_LENGTH = 64;
