/** A string literal of SQL, as read with the default `sql_mode`. Variables made by `late` pass through as they are. */
export function sqlString(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
