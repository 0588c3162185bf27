/**
 * What both ends of a replication stand on, unless a plan says otherwise: with other values a crash, a restart or an error
 * costs rows in silence, or the applier cannot write at all. Each variable with its values, the first of which is the usual one.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html and innodb-parameters.html
 */
export const REPLICATION_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  binlog_format: ["ROW"],
  innodb_doublewrite: ["ON", "DETECT_AND_RECOVER"],
  innodb_force_recovery: ["0"],
  innodb_read_only: ["OFF"],
  offline_mode: ["OFF"],
  replica_exec_mode: ["STRICT"],
  replica_skip_errors: ["OFF"],
  replica_type_conversions: [""],
  skip_replica_start: ["OFF"],
  sql_replica_skip_counter: ["0"],
  transaction_read_only: ["OFF"],
};
