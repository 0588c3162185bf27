/** A string literal of SQL, as read with the default `sql_mode`. What stands for a value passes through as it is. */
export function sqlString(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
