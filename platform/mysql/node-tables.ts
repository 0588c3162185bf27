/**
 * Tables of the schema `mysql` whose rows are a node's own: what is installed on it, what it replicates from, its logs and
 * statistics. No binary log carries them as data, so a copy of a server leaves them as they are on the node.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/system-schema.html
 */
export const NODE_TABLES = [
  "component",
  "func",
  "general_log",
  "gtid_executed",
  "help_category",
  "help_keyword",
  "help_relation",
  "help_topic",
  "innodb_index_stats",
  "innodb_table_stats",
  "ndb_binlog_index",
  "plugin",
  "replication_asynchronous_connection_failover",
  "replication_asynchronous_connection_failover_managed",
  "replication_group_configuration_version",
  "replication_group_member_actions",
  "slave_master_info",
  "slave_relay_log_info",
  "slave_worker_info",
  "slow_log",
] as const;

/**
 * Tables that hold accounts and their rights, each with the columns that name the account. A role that is granted is a
 * right of the account that it is granted to.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/grant-tables.html
 */
export const GRANT_TABLES: readonly { readonly table: string; readonly user: string; readonly host: string }[] = [
  { table: "user", user: "User", host: "Host" },
  { table: "global_grants", user: "USER", host: "HOST" },
  { table: "db", user: "User", host: "Host" },
  { table: "tables_priv", user: "User", host: "Host" },
  { table: "columns_priv", user: "User", host: "Host" },
  { table: "procs_priv", user: "User", host: "Host" },
  { table: "proxies_priv", user: "User", host: "Host" },
  { table: "default_roles", user: "USER", host: "HOST" },
  { table: "role_edges", user: "TO_USER", host: "TO_HOST" },
  { table: "password_history", user: "User", host: "Host" },
];
