/**
 * Options of mysqld from 8.0.30 to 9.7.
 * Source: the MySQL reference manuals, and mysqld 9.7.4 itself, asked with `--validate-config`.
 */

/** An option as option files and `SHOW VARIABLES` both know it: lower case, underscores for dashes. */
export function optionName(written: string): string {
  return written.toLowerCase().replaceAll("-", "_");
}

/** Whether this is an option's name, as `optionName` gives it; those of components have a dot in them. */
export function isOptionName(name: string): boolean {
  return /^[a-z][a-z0-9_.]*$/.test(name);
}

/**
 * Whether an option file keeps a value as it is: one line of plain characters without blanks around it, no `#`, which
 * begins a comment wherever it stands, and no double quote.
 */
export function isOptionValue(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && !/[#"]/.test(value) && value.trim() === value;
}

/** The option behind a prefix that turns it on or off or takes its limit (`skip_`, `loose_`, `maximum_`, ...). */
export function bareOption(name: string): string {
  return name.replace(/^(loose_|skip_|disable_|enable_|maximum_)+/, "");
}

/** Options with which mysqld 9.7 does not start, each with what to do instead. */
const REMOVED: Readonly<Record<string, string>> = {
  binlog_transaction_dependency_tracking: "leave it out: WRITESET is built in",
  default_authentication_plugin: "leave it out: accounts use caching_sha2_password",
  expire_logs_days: "use binlog_expire_logs_seconds",
  innodb_log_file_size: "use innodb_redo_log_capacity",
  innodb_log_files_in_group: "use innodb_redo_log_capacity",
  master_info_repository: "leave it out: it is always a table",
  mysql_native_password: "leave it out: accounts use caching_sha2_password",
  old: "leave it out",
  relay_log_info_repository: "leave it out: it is always a table",
  replica_parallel_type: "leave it out: it is always LOGICAL_CLOCK",
  skip_character_set_client_handshake: "use character_set_server",
  slave_parallel_type: "leave it out: it is always LOGICAL_CLOCK",
  slave_rows_search_algorithms: "leave it out: INDEX_SCAN,HASH_SCAN is built in",
  ssl: "leave it out: TLS is always on",
  skip_ssl: "leave it out: TLS is always on",
  transaction_write_set_extraction: "leave it out: it is always XXHASH64",
  // gone before 8.0.30, so that no version served here takes them
  innodb_file_format: "leave it out: Barracuda is the only format",
  innodb_large_prefix: "leave it out: large prefixes are built in",
  innodb_locks_unsafe_for_binlog: "use transaction_isolation=READ-COMMITTED",
  innodb_support_xa: "leave it out: it is always on",
  log_warnings: "use log_error_verbosity",
  query_cache_limit: "leave it out: there is no query cache",
  query_cache_min_res_unit: "leave it out: there is no query cache",
  query_cache_size: "leave it out: there is no query cache",
  query_cache_type: "leave it out: there is no query cache",
  query_cache_wlock_invalidate: "leave it out: there is no query cache",
  secure_auth: "leave it out: it is always on",
  sync_frm: "leave it out: there are no such files",
  tx_isolation: "use transaction_isolation",
  tx_read_only: "use transaction_read_only",
};

const REPLICATION = "replication stands on it, so Plumbline sets it";
const TLS = "Plumbline sets it with the plan's own certificates";
const PATHS = "the package and its AppArmor profile fix it";
const IDENTITY = "Plumbline derives it from the plan";
const FILTER = "a replica is a whole copy of its source; filters would break that";
const INITIAL = "it can only be chosen before the server's first start";

/** Options that Plumbline itself sets or that would break what it builds, each with the reason. */
const OWNED: Readonly<Record<string, string>> = {
  admin_address: "the firewall of the plan does not know it",
  basedir: PATHS,
  bind_address: "it follows from the node's IPv6 address and from `clients`",
  binlog_do_db: FILTER,
  binlog_format: "replication works on rows, the default",
  binlog_ignore_db: FILTER,
  datadir: PATHS,
  enforce_gtid_consistency: REPLICATION,
  event_scheduler: "events run at the source alone",
  grant_tables: "accounts are what keeps strangers out",
  gtid_mode: REPLICATION,
  innodb_page_size: INITIAL,
  log_bin: REPLICATION,
  log_bin_index: REPLICATION,
  log_replica_updates: REPLICATION,
  log_slave_updates: REPLICATION,
  lower_case_table_names: INITIAL,
  mysqlx: "the X protocol is off: nothing here uses it",
  name_resolve: REPLICATION,
  networking: REPLICATION,
  pid_file: PATHS,
  port: "firewall rules and checks expect 3306",
  read_only: "it follows from `role`",
  relay_log: REPLICATION,
  relay_log_index: REPLICATION,
  relay_log_recovery: REPLICATION,
  replica_start: REPLICATION,
  slave_start: REPLICATION,
  report_host: IDENTITY,
  report_port: IDENTITY,
  require_secure_transport: TLS,
  server_id: IDENTITY,
  socket: PATHS,
  super_read_only: "it follows from `role`",
  tls_version: TLS,
  user: PATHS,
};

const OWNED_FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(ssl|admin_ssl|admin_tls)_/, TLS],
  [/^mysqlx_/, "the X protocol is off: nothing here uses it"],
  [/^(replicate|binlog)_(do|ignore|wild)_/, FILTER],
  [/^replicate_(rewrite_db|same_server_id)$/, FILTER],
];

/** Options that 9.7 still takes with a warning, each with its present name where it has one. */
const DEPRECATED: Readonly<Record<string, string>> = {
  symbolic_links: "leave it out",
  sync_relay_log_info: "leave it out",
  innodb_undo_tablespaces: "leave it out",
  master_verify_checksum: "use source_verify_checksum",
  sync_master_info: "use sync_source_info",
};

/** What a plan may not say about mysqld, and why. Undefined: nothing stands against the option. */
export function refusedOption(
  name: string,
): { readonly why: "removed" | "owned"; readonly remedy: string } | undefined {
  const own = Object.hasOwn(REMOVED, name)
    ? REMOVED[name]
    : Object.hasOwn(REMOVED, bareOption(name))
      ? REMOVED[bareOption(name)]
      : undefined;
  // with `loose_` mysqld shrugs at an option that it does not know
  if (own !== undefined && !name.startsWith("loose_")) {
    return { why: "removed", remedy: own };
  }
  const option = bareOption(name);
  const owned =
    (Object.hasOwn(OWNED, option) ? OWNED[option] : undefined) ??
    OWNED_FAMILIES.find(([pattern]) => pattern.test(option))?.[1];
  return owned === undefined ? undefined : { why: "owned", remedy: owned };
}

/** What to write in place of an option that MySQL will drop. Undefined: it is not known to go. */
export function deprecatedOption(name: string): string | undefined {
  const option = bareOption(name);
  if (Object.hasOwn(DEPRECATED, option)) {
    return DEPRECATED[option];
  }
  return option.startsWith("slave_") ? `use replica_${option.slice("slave_".length)}` : undefined;
}
