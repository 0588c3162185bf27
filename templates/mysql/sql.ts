/** A string literal of SQL, as read with the default `sql_mode`. The place of a value stays unchanged. */
export function sqlString(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
