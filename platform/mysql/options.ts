import { bareOption, variableOf } from "./option-names";

/**
 * Options of mysqld from 8.0.30 to 9.7.
 * Source: the MySQL reference manuals, and mysqld 9.7.4 itself, asked with `--validate-config`.
 */

/** Options that mysqld 9.7 refuses to start with, each with what to do instead. */
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
  storage_engine: "leave it out: InnoDB is the default engine",
  ssl: "leave it out: TLS is always on",
  skip_ssl: "leave it out: TLS is always on",
  transaction_write_set_extraction: "leave it out: it is always XXHASH64",
  // removed before 8.0.30, so no supported version accepts them
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
  tx_read_only: "leave it out: an application sets transaction_read_only for its own sessions",
};

const REPLICATION = "replication stands on it, so Plumbline sets it";
const TLS = "Plumbline sets it with the plan's own certificates";
const PATHS = "the package and its AppArmor profile fix it";
const IDENTITY = "Plumbline derives it from the plan";
const FILTER = "a replica is a whole copy of its source; filters would break that";
const INITIAL = "it can only be chosen before the server's first start";
const START = "it says how mysqld is started, which is its unit's business";
const FILES = "where InnoDB keeps its files is settled when the server starts for the first time";
const RIGHTS = "accounts and their rights follow from `users`";
const WRITABLE = "it stops writes; a source takes them, and a replica's own channel makes them";
const IN_SESSIONS = "it runs in sessions of replicas and of the steps, and a mistake in it ends them";

/** Options that Plumbline sets itself, or that would break what it builds, each with the reason. */
const OWNED: Readonly<Record<string, string>> = {
  admin_address: "the firewall of the plan does not know it",
  admin_port: "the firewall of the plan does not know it",
  authentication_policy: RIGHTS,
  basedir: PATHS,
  bootstrap: START,
  bind_address: "it follows from the node's IPv6 address and from `clients`",
  binlog_do_db: FILTER,
  binlog_format: "replication works on rows, the default",
  binlog_ignore_db: FILTER,
  character_sets_dir: PATHS,
  chroot: PATHS,
  console: START,
  create_admin_listener_thread: "the firewall of the plan does not know it",
  daemonize: START,
  datadir: PATHS,
  enforce_gtid_consistency: REPLICATION,
  event_scheduler: "events run at the source alone",
  grant_tables: "accounts are what keeps strangers out",
  gdb: START,
  gtid_mode: REPLICATION,
  help: START,
  init_connect: IN_SESSIONS,
  init_file: "it would run at each start, on replicas as well; data come from `populate`",
  init_replica: IN_SESSIONS,
  initialize: START,
  initialize_insecure: START,
  innodb_data_file_path: FILES,
  innodb_data_home_dir: FILES,
  innodb_directories: FILES,
  innodb_doublewrite_dir: FILES,
  innodb_force_recovery: WRITABLE,
  innodb_log_group_home_dir: FILES,
  innodb_page_size: INITIAL,
  innodb_read_only: WRITABLE,
  innodb_temp_data_file_path: FILES,
  innodb_temp_tablespaces_dir: FILES,
  innodb_undo_directory: FILES,
  lc_messages_dir: PATHS,
  log_bin: REPLICATION,
  log_bin_index: REPLICATION,
  log_error: "the steps look there for what mysqld complains of",
  log_raw: "the general log would hold passwords as they are written in statements",
  log_replica_updates: REPLICATION,
  lower_case_table_names: INITIAL,
  mandatory_roles: RIGHTS,
  mysqlx: "the X protocol is off: nothing here uses it",
  name_resolve: REPLICATION,
  networking: REPLICATION,
  offline_mode: "it lets nobody in but administrators, not even replicas",
  performance_schema: "the steps and the checks ask it how replication is",
  pid_file: PATHS,
  plugin_dir: PATHS,
  port: "firewall rules and checks expect 3306",
  read_only: "it follows from `role`",
  relay_log: REPLICATION,
  relay_log_index: REPLICATION,
  relay_log_purge: REPLICATION,
  relay_log_recovery: REPLICATION,
  replica_exec_mode: "rows that differ are an error that must be seen",
  replica_load_tmpdir: PATHS,
  replica_skip_errors: FILTER,
  replica_start: REPLICATION,
  report_host: IDENTITY,
  report_port: IDENTITY,
  require_secure_transport: TLS,
  server_id: IDENTITY,
  server_id_bits: IDENTITY,
  socket: PATHS,
  super_read_only: "it follows from `role`",
  tc_heuristic_recover: START,
  tmpdir: PATHS,
  transaction_read_only: "the applier of a replica could not write either; an application sets it for its own sessions",
  upgrade: START,
  user: PATHS,
  validate_config: START,
  verbose: START,
  version: START,
};

const OWNED_FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/^(ssl|tls|admin_ssl|admin_tls)_/, TLS],
  [/^mysqlx_/, "the X protocol is off: nothing here uses it"],
  [/^(replicate|binlog)_(do|ignore|wild)_/, FILTER],
  [/^replicate_(rewrite_db|same_server_id)$/, FILTER],
  [/^group_replication_/, "members replicate from one source here, not as a group"],
  [/^(no_|print_|login_)?(defaults|path)(_file|_extra_file|_group_suffix)?$/, START],
];

/** Options that 9.7 accepts with a warning, each with its current name, if it has one. */
const DEPRECATED: Readonly<Record<string, string>> = {
  symbolic_links: "leave it out",
  sync_relay_log_info: "leave it out",
  innodb_undo_tablespaces: "leave it out",
};

/** Why a plan may not set an option. Undefined: it may. */
export function refusedOption(
  name: string,
): { readonly why: "removed" | "owned"; readonly remedy: string } | undefined {
  const own = Object.hasOwn(REMOVED, name)
    ? REMOVED[name]
    : Object.hasOwn(REMOVED, bareOption(name))
      ? REMOVED[bareOption(name)]
      : undefined;
  // with `loose_`, mysqld ignores an unknown option
  if (own !== undefined && !name.startsWith("loose_")) {
    return { why: "removed", remedy: own };
  }
  // an older name belongs to the current one
  const option = bareOption(variableOf(bareOption(name)));
  const owned =
    (Object.hasOwn(OWNED, option) ? OWNED[option] : undefined) ??
    OWNED_FAMILIES.find(([pattern]) => pattern.test(option))?.[1];
  return owned === undefined ? undefined : { why: "owned", remedy: owned };
}

/** What to write instead of a deprecated option. Undefined: it is not known to be deprecated. */
export function deprecatedOption(name: string): string | undefined {
  const option = bareOption(name);
  if (Object.hasOwn(DEPRECATED, option)) {
    return DEPRECATED[option];
  }
  const present = variableOf(option);
  return /slave|master/.test(option) && present !== option ? `use ${present}` : undefined;
}
