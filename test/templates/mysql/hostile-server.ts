import type { DatabaseMachine } from "./database-machine";

/**
 * Settings of mysqld that a plan, a person or another tool may choose, each at its least convenient value, as SET takes it.
 * What a session of a script relies on is among them, and what accounts, dumps and logs get from the server by default.
 */
export const HOSTILE: Readonly<Record<string, string>> = {
  activate_all_roles_on_login: "ON",
  autocommit: "OFF",
  automatic_sp_privileges: "OFF",
  big_tables: "ON",
  binlog_row_metadata: "FULL",
  binlog_rows_query_log_events: "ON",
  binlog_transaction_compression: "ON",
  character_set_server: "latin1",
  collation_server: "latin1_german2_ci",
  completion_type: "'RELEASE'",
  cte_max_recursion_depth: "0",
  default_collation_for_utf8mb4: "utf8mb4_general_ci",
  default_password_lifetime: "1",
  default_storage_engine: "MyISAM",
  default_tmp_storage_engine: "MEMORY",
  div_precision_increment: "0",
  explicit_defaults_for_timestamp: "OFF",
  foreign_key_checks: "OFF",
  general_log: "ON",
  group_concat_max_len: "4",
  information_schema_stats_expiry: "31536000",
  innodb_lock_wait_timeout: "1",
  innodb_strict_mode: "OFF",
  interactive_timeout: "1",
  lc_messages: "'de_DE'",
  lc_time_names: "'ja_JP'",
  lock_wait_timeout: "1",
  log_output: "'TABLE,FILE'",
  log_queries_not_using_indexes: "ON",
  long_query_time: "0",
  low_priority_updates: "ON",
  max_allowed_packet: "65536",
  max_connect_errors: "1",
  max_execution_time: "1",
  max_heap_table_size: "16384",
  max_join_size: "1",
  max_prepared_stmt_count: "0",
  max_sort_length: "4",
  net_buffer_length: "1024",
  net_read_timeout: "1",
  net_write_timeout: "1",
  old_alter_table: "ON",
  partial_revokes: "ON",
  password_history: "5",
  password_require_current: "ON",
  password_reuse_interval: "365",
  print_identified_with_as_hex: "OFF",
  session_track_gtids: "'ALL_GTIDS'",
  show_create_table_verbosity: "ON",
  show_gipk_in_create_table_and_information_schema: "OFF",
  slow_query_log: "ON",
  sql_auto_is_null: "ON",
  sql_generate_invisible_primary_key: "ON",
  sql_mode:
    "'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH,HIGH_NOT_PRECEDENCE,NO_UNSIGNED_SUBTRACTION,NO_AUTO_VALUE_ON_ZERO,TIME_TRUNCATE_FRACTIONAL,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'",
  sql_notes: "OFF",
  sql_quote_show_create: "OFF",
  sql_require_primary_key: "ON",
  sql_safe_updates: "ON",
  sql_select_limit: "1",
  terminology_use_previous: "'BEFORE_8_0_26'",
  time_zone: "'+13:00'",
  tmp_table_size: "1024",
  transaction_isolation: "'SERIALIZABLE'",
  unique_checks: "OFF",
  updatable_views_with_limit: "'NO'",
  wait_timeout: "1",
  xa_detach_on_prepare: "OFF",
};

/** Makes settings hostile, for sessions from now on and after a restart. */
export function makeHostile(server: DatabaseMachine, names: readonly string[]): Promise<string> {
  return server.sql(names.map((name) => `SET PERSIST ${name} = ${HOSTILE[name]};\n`).join(""));
}

/** Takes them back. */
export function makeFriendly(server: DatabaseMachine, names: readonly string[]): Promise<string> {
  return server.sql(names.map((name) => `SET GLOBAL ${name} = DEFAULT;\nRESET PERSIST IF EXISTS ${name};\n`).join(""));
}
