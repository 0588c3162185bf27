// @module-tag unit
import { describe, expect, it } from "vitest";
import { deprecatedOption, refusedOption } from "../../../platform/mysql/options";

describe("options of mysqld", () => {
  it.each([
    "expire_logs_days",
    "default_authentication_plugin",
    "mysql_native_password",
    "binlog_transaction_dependency_tracking",
    "transaction_write_set_extraction",
    "replica_parallel_type",
    "slave_parallel_type",
    "master_info_repository",
    "relay_log_info_repository",
    "innodb_log_file_size",
    "innodb_log_files_in_group",
    "slave_rows_search_algorithms",
    "ssl",
    "skip_ssl",
    "skip_character_set_client_handshake",
    "old",
  ])("that stop MySQL 9.7 are refused: %s", (option) => {
    expect(refusedOption(option)).toMatchObject({ why: "removed" });
  });

  it("that are unknown to MySQL may be given with loose_", () => {
    expect(refusedOption("loose_binlog_transaction_dependency_tracking")).toBeUndefined();
  });

  it.each([
    "bind_address",
    "server_id",
    "gtid_mode",
    "enforce_gtid_consistency",
    "log_bin",
    "skip_log_bin",
    "disable_log_bin",
    "ssl_ca",
    "ssl_key",
    "admin_ssl_cert",
    "tls_version",
    "port",
    "datadir",
    "socket",
    "super_read_only",
    "read_only",
    "relay_log",
    "skip_networking",
    "skip_name_resolve",
    "skip_grant_tables",
    "loose_skip_replica_start",
    "replicate_wild_do_table",
    "mysqlx_port",
    "binlog_format",
    "transaction_read_only",
    "admin_port",
    "authentication_policy",
    "create_admin_listener_thread",
    "defaults_file",
    "disable_performance_schema",
    "group_replication_start_on_boot",
    "init_connect",
    "init_file",
    "init_slave",
    "innodb_data_file_path",
    "innodb_read_only",
    "log_error",
    "log_slave_updates",
    "mandatory_roles",
    "offline_mode",
    "skip_performance_schema",
    "skip_slave_start",
    "slave_exec_mode",
    "slave_skip_errors",
    "tmpdir",
    "tls_ciphersuites",
    "upgrade",
  ])("that Plumbline owns are refused: %s", (option) => {
    expect(refusedOption(option)).toMatchObject({ why: "owned" });
  });

  it.each([
    "max_connections",
    "innodb_buffer_pool_size",
    "sync_binlog",
    "binlog_row_image",
    "binlog_expire_logs_seconds",
    "replica_net_timeout",
    "sql_mode",
    "local_infile",
    "constructor",
    "toString",
  ])("that nothing stands against are taken: %s", (option) => {
    expect(refusedOption(option)).toBeUndefined();
    expect(deprecatedOption(option)).toBeUndefined();
  });

  it("that will go have a name to use in their place", () => {
    expect(deprecatedOption("slave_net_timeout")).toBe("use replica_net_timeout");
    expect(deprecatedOption("loose_sync_master_info")).toBe("use sync_source_info");
    expect(deprecatedOption("symbolic_links")).toBe("leave it out");
  });
});
