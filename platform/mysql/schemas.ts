/**
 * Schemas of the server itself: plans do not fill them, dumps of user data do not contain them, loading does not drop
 * them. Source: https://dev.mysql.com/doc/refman/8.4/en/system-schema.html
 */
export const SYSTEM_SCHEMAS = ["information_schema", "mysql", "performance_schema", "sys"] as const;

/** Plumbline's own schema at a source: canaries, populated databases, seeded replicas. */
export const OWN_SCHEMA = "plumbline";

const RESERVED: ReadonlySet<string> = new Set([...SYSTEM_SCHEMAS, OWN_SCHEMA]);

/** Whether a database name is reserved. Case never matters, whatever the server's setting is. */
export function isReservedSchema(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}

/** Longest name of a schema, a table or a column, in characters. */
export const IDENTIFIER_LENGTH = 64;

/**
 * Whether a plan's database may have this name: letters, digits, `_` and inner dashes. So it needs no quoting in
 * commands, URLs and option files, and never looks like a command's option.
 */
export function isDatabaseName(name: string): boolean {
  return /^[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}[A-Za-z0-9_])?$/.test(name);
}
