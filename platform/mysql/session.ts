/** A session variable, the value that the scripts need, and the effect of other values. */
interface SessionVariable {
  readonly name: string;
  /** In the form of SET. */
  readonly value: string;
  readonly because: string;
}

/**
 * How long a script's statement waits for a metadata lock: another session's open transaction makes it fail with a
 * message.
 */
export const LOCK_WAIT_S = 60;

/** How long a session may be silent, or a slow link may take for one packet: a day. */
const PATIENCE_S = 86400;

const LARGEST = "18446744073709551615";

/** Variables that every account may set for itself. */
const ORDINARY: readonly SessionVariable[] = [
  {
    name: "sql_mode",
    value: "'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'",
    because: "others change what quotes, backslashes, || and blanks mean, or cut values off in silence",
  },
  { name: "autocommit", value: "1", because: "without it, what a session wrote is gone when it ends" },
  { name: "completion_type", value: "NO_CHAIN", because: "RELEASE ends the session at its first COMMIT" },
  { name: "transaction_isolation", value: "'REPEATABLE-READ'", because: "a snapshot is one only there" },
  { name: "transaction_read_only", value: "0", because: "sessions of a step may write" },
  { name: "time_zone", value: "'+00:00'", because: "times are UTC" },
  { name: "lc_messages", value: "'en_US'", because: "messages are shown to people and compared" },
  { name: "lc_time_names", value: "'en_US'", because: "names of months are compared" },
  { name: "max_execution_time", value: "0", because: "a long SELECT of a dump is broken off" },
  { name: "wait_timeout", value: `${PATIENCE_S}`, because: "a session that waits for a slow dump is ended" },
  { name: "interactive_timeout", value: `${PATIENCE_S}`, because: "as wait_timeout" },
  { name: "net_read_timeout", value: `${PATIENCE_S}`, because: "a slow link breaks a load off" },
  { name: "net_write_timeout", value: `${PATIENCE_S}`, because: "a slow reader breaks a dump off" },
  { name: "lock_wait_timeout", value: `${LOCK_WAIT_S}`, because: "its default is a year" },
  { name: "innodb_lock_wait_timeout", value: `${LOCK_WAIT_S}`, because: "1 s is too short on a busy server" },
  { name: "sql_safe_updates", value: "0", because: "it refuses UPDATE and DELETE without a key" },
  { name: "sql_select_limit", value: LARGEST, because: "it cuts results off in silence" },
  { name: "max_join_size", value: LARGEST, because: "it refuses SELECTs that look large" },
  { name: "sql_big_selects", value: "1", because: "as max_join_size" },
  { name: "sql_auto_is_null", value: "0", because: "IS NULL finds the row inserted last" },
  { name: "sql_notes", value: "1", because: "notes are shown" },
  { name: "sql_quote_show_create", value: "1", because: "names with odd characters are not quoted" },
  { name: "group_concat_max_len", value: "1073741824", because: "long lists are cut off in silence" },
  {
    name: "max_sort_length",
    value: "8388608",
    because: "values alike at their beginning are taken for equal in an order",
  },
  { name: "cte_max_recursion_depth", value: "1000", because: "0 refuses every recursive query" },
  { name: "div_precision_increment", value: "4", because: "numbers are compared as text" },
  { name: "foreign_key_checks", value: "1", because: "0 lets rows in that refer to nothing" },
  { name: "unique_checks", value: "1", because: "0 lets doubles in" },
  { name: "default_storage_engine", value: "InnoDB", because: "tables of the scripts are transactional" },
  { name: "default_tmp_storage_engine", value: "InnoDB", because: "as default_storage_engine" },
  { name: "big_tables", value: "0", because: "temporary tables need not be on disk" },
  { name: "explicit_defaults_for_timestamp", value: "1", because: "0 gives columns defaults that nobody wrote" },
  { name: "updatable_views_with_limit", value: "1", because: "an UPDATE with LIMIT is refused" },
  { name: "show_create_table_verbosity", value: "0", because: "definitions are compared" },
  { name: "print_identified_with_as_hex", value: "1", because: "hashes of passwords hold control characters" },
  { name: "old_alter_table", value: "0", because: "ALTER copies whole tables" },
];

/** Variables that need SYSTEM_VARIABLES_ADMIN, which root has. */
const RESTRICTED: readonly SessionVariable[] = [
  {
    name: "sql_require_primary_key",
    value: "0",
    because: "temporary tables of the scripts have none, nor have some dumps",
  },
  { name: "sql_generate_invisible_primary_key", value: "0", because: "a column that the dump does not have is added" },
  { name: "show_gipk_in_create_table_and_information_schema", value: "1", because: "such a column must be seen" },
  { name: "innodb_strict_mode", value: "1", because: "options of a table are dropped in silence" },
  {
    name: "default_collation_for_utf8mb4",
    value: "utf8mb4_0900_ai_ci",
    because: "the collation of a table is not what its text says",
  },
];

/**
 * Variables that decide what a statement means, or what a table becomes. They are not set for a plan's own file, which
 * is written for the plan's server and may set them itself, as a dump does. The storage engine is not among them: only
 * InnoDB's tables are part of a snapshot, so the file must name another engine explicitly.
 */
const OF_THE_SERVER: ReadonlySet<string> = new Set([
  "sql_mode",
  "time_zone",
  "lc_time_names",
  "cte_max_recursion_depth",
  "div_precision_increment",
  "explicit_defaults_for_timestamp",
  "sql_require_primary_key",
  "sql_generate_invisible_primary_key",
  "innodb_strict_mode",
  "default_collation_for_utf8mb4",
]);

/**
 * The first statement of each session of a script, as the client's `--init-command`: neither a plan's `settings` nor
 * SET PERSIST then changes what a script does. All variables exist from MySQL 8.0.30 to 9.7. Source:
 * https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html
 * @param kind `root` for an account that may set all variables; `ordinary` for any other; `fill` for the session of
 * root
 * that runs a plan's own file
 */
export function sessionStatement(kind: "root" | "ordinary" | "fill"): string {
  const variables = kind === "ordinary" ? ORDINARY : [...ORDINARY, ...RESTRICTED];
  const valueIn = ({ name, value }: SessionVariable) =>
    kind === "fill" && OF_THE_SERVER.has(name) ? `@@GLOBAL.${name}` : value;
  return `SET NAMES utf8mb4 COLLATE utf8mb4_0900_ai_ci, ${variables
    .map((variable) => `SESSION ${variable.name} = ${valueIn(variable)}`)
    .join(", ")}`;
}

/** Names of the variables that root's sessions set. */
export const SESSION_VARIABLES: readonly string[] = [...ORDINARY, ...RESTRICTED].map(({ name }) => name);
