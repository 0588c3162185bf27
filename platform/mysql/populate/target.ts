/** What the file is for. */
export interface PopulateTarget {
  /** The database, which is empty when the file runs. */
  readonly database: string;
  /** Options of mysqld by name, as in the plan. Some matter: sql_mode, max_allowed_packet, which engines there are. */
  readonly settings: Readonly<Record<string, string>>;
}
