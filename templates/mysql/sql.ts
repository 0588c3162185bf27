/** A string literal of SQL, as read with the default `sql_mode`. Variables made by `late` pass through as they are. */
export function sqlString(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** A quoted identifier of SQL: the name of a database, a table, a column. */
export function sqlIdentifier(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/**
 * A database as the object of GRANT: there `_` and `%` are wildcards, so that rights on `db_1` would hold on `dbx1` too.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/grant.html#grant-database-privileges
 */
export function grantedDatabase(name: string): string {
  return `${sqlIdentifier(name.replaceAll(/[_%\\]/g, "\\$&"))}.*`;
}
