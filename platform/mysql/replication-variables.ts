/**
 * Variables that both ends of a replication need, unless a plan says otherwise: other values silently lose rows after
 * an error or an unexpected restart, or stop the applier. Each has its allowed values, the usual one first. Source:
 * https://dev.mysql.com/doc/refman/8.4/en/replication-options-replica.html and innodb-parameters.html
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
