/**
 * Options of mysqld that the steps rely on: a plan that sets them would break replication, or what the steps assert.
 * Lower case with underscores; `ssl_` and `tls_` stand for all that begin so.
 */
const FIXED: readonly string[] = [
  "bind_address",
  "datadir",
  "enforce_gtid_consistency",
  "event_scheduler",
  "gtid_mode",
  "log_bin",
  "log_replica_updates",
  "mysqlx",
  "port",
  "read_only",
  "relay_log",
  "relay_log_recovery",
  "report_host",
  "require_secure_transport",
  "server_id",
  "skip_name_resolve",
  "skip_networking",
  "skip_log_bin",
  "skip_replica_start",
  "socket",
  "super_read_only",
  "user",
];

/** Whether an option belongs to Plumbline and not to the plan. Takes any spelling: dashes, capitals, `loose_`. */
export function isFixedSetting(name: string, role: "source" | "replica"): boolean {
  const option = optionName(name);
  // on a source, events run as anywhere
  if (option === "event_scheduler") return role === "replica";
  return FIXED.includes(option) || /^(ssl|tls)_/.test(option);
}

/** An option's name without what does not tell options apart: dashes for underscores, capitals, the prefix `loose_`. */
export function optionName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("-", "_")
    .replace(/^loose_/, "");
}
