/**
 * How option files and `SHOW VARIABLES` name one and the same thing.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/option-modifiers.html, and mysqld 9.7.4 itself: the rows of
 * `mysqld --verbose --help` beside performance_schema.global_variables.
 */

/** An option as a plan may spell it; what belongs to a component has a dot, e.g. `validate_password.policy`. */
const SPELLING = /^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)?$/;

/** Whether a text is spelled as options are. */
export function isOptionName(written: string): boolean {
  return SPELLING.test(written);
}

/** An option as option files and `SHOW VARIABLES` both know it: lower case, underscores for dashes. */
export function optionName(written: string): string {
  return written.toLowerCase().replaceAll("-", "_");
}

/** The option behind a prefix that turns it on or off or takes its limit (`skip_`, `loose_`, `maximum_`, ...). */
export function bareOption(name: string): string {
  return name.replace(/^(loose_|skip_|disable_|enable_|maximum_)+/, "");
}

/** Whether an option belongs to a component: mysqld does not start with it while the component is not installed. */
export function isOfComponent(name: string): boolean {
  return name.includes(".");
}

/** Variables whose own names begin as a prefix does. */
const WHOLE_NAMES: ReadonlySet<string> = new Set([
  "skip_external_locking",
  "skip_name_resolve",
  "skip_networking",
  "skip_replica_start",
  "skip_show_database",
]);

/** Names of one variable: the older one, or the option's, and the one that 9.7 documents; `slave_` aside, see `present`. */
export const ALIASES: Readonly<Record<string, string>> = {
  character_set: "character_set_server",
  collation: "collation_server",
  default_time_zone: "time_zone",
  init_slave: "init_replica",
  log_slave_updates: "log_replica_updates",
  log_slow_slave_statements: "log_slow_replica_statements",
  master_verify_checksum: "source_verify_checksum",
  memlock: "locked_in_memory",
  rpl_stop_slave_timeout: "rpl_stop_replica_timeout",
  skip_slave_start: "skip_replica_start",
  sync_master_info: "sync_source_info",
  tx_isolation: "transaction_isolation",
  tx_read_only: "transaction_read_only",
};

/**
 * The variable that an option sets, under one name whatever the option's spelling, prefix or age: `loose_slave-net_timeout`
 * is `replica_net_timeout`. An option with `maximum_` sets a limit of sessions and no variable; it keeps that prefix.
 */
export function variableOf(written: string): string {
  const name = optionName(written).replace(/^loose_/, "");
  if (name.startsWith("maximum_")) {
    return `maximum_${variableOf(name.slice("maximum_".length))}`;
  }
  const whole = present(name);
  return WHOLE_NAMES.has(whole) ? whole : present(name.replace(/^(skip|disable|enable)_/, ""));
}

function present(name: string): string {
  if (Object.hasOwn(ALIASES, name)) {
    return ALIASES[name] as string;
  }
  return name.startsWith("slave_") ? `replica_${name.slice("slave_".length)}` : name;
}
