// @module-tag unit
import { describe, expect, it } from "vitest";
import { refusedValue } from "../../../platform/mysql/option-values";

describe("a value", () => {
  it.each([
    ["default_time_zone", "+02:00"],
    ["default_time_zone", "-13:59"],
    ["default_time_zone", "+14:00"],
    ["default_time_zone", "system"],
    ["secure_file_priv", "NULL"],
    ["default_storage_engine", "innodb"],
    ["max_connections", "500"],
    ["max_allowed_packet", "64K"],
    ["max_connections", "1K"],
    ["max_user_connections", "0"],
    ["slow_query_log_file", "/var/log/mysql/slow.log"],
    ["wait_timeout", "Europe/Berlin"],
    ["constructor", "x"],
    ["replica_max_allowed_packet", "1G"],
    ["relay_log_space_limit", "0"],
    ["relay_log_space_limit", "2G"],
    ["max_binlog_cache_size", "4G"],
    ["binlog_expire_logs_seconds", "0"],
    ["binlog_expire_logs_seconds", "86400"],
    ["default_table_encryption", "OFF"],
    ["skip_default_table_encryption", "ON"],
    ["binlog_error_action", "ABORT_SERVER"],
    ["log_error_services", "log_filter_internal; log_sink_internal; log_sink_json"],
    ["replica_net_timeout", "60"],
    ["skip_slow_query_log", "ON"],
    ["skip_name_resolve", "OFF"],
  ])("of %s may be %s", (option, value) => {
    expect(refusedValue(option, value)).toBeUndefined();
  });

  it.each([
    ["default_time_zone", "Europe/Berlin", /offset/],
    ["loose_default_time_zone", "UTC", /offset/],
    ["default_time_zone", "+14:30", /offset/],
    ["default_storage_engine", "MyISAM", /InnoDB alone/],
    ["disabled_storage_engines", "MyISAM, InnoDB", /InnoDB cannot/],
    ["max_allowed_packet", "1K", /64K at least/],
    ["max_connections", "1", /5 at least/],
    ["maximum_max_connections", "1", /5 at least/],
    ["max_user_connections", "2", /0 for no limit/],
    ["protocol_compression_algorithms", "zstd", /uncompressed/],
    ["skip_slow_query_log", "OFF", /write `slow_query_log` itself/],
    ["loose_enable_general_log", "0", /write `general_log` itself/],
    ["secure_file_priv", "", /NULL/],
    ["secure_file_priv", "/tmp", /NULL/],
    ["slow_query_log_file", "/nowhere/slow.log", /AppArmor/],
    ["replica_max_allowed_packet", "1024", /256M at least/],
    ["slave_max_allowed_packet", "64M", /256M at least/],
    ["loose-replica-max-allowed-packet", "1M", /256M at least/],
    ["relay_log_space_limit", "1M", /512M at least/],
    ["max_binlog_cache_size", "4096", /256M at least/],
    ["max_binlog_stmt_cache_size", "4096", /64M at least/],
    ["binlog_expire_logs_seconds", "1", /86400/],
    ["default_table_encryption", "ON", /keyring/],
    ["enable_default_table_encryption", "1", /keyring/],
    ["binlog_encryption", "true", /keyring/],
    ["innodb_redo_log_encrypt", "ON", /keyring/],
    ["innodb_undo_log_encrypt", "1", /keyring/],
    ["binlog_error_action", "IGNORE_ERROR", /no replica gets/],
    ["log_error_services", "log_sink_json", /log_sink_internal/],
    ["replica_net_timeout", "1", /5 at least/],
    ["slave_transaction_retries", "0", /1 at least/],
    ["rpl_stop_slave_timeout", "2", /30 at least/],
  ])("of %s is not %s", (option, value, remedy) => {
    expect(refusedValue(option, value)).toMatch(remedy);
  });
});
