import { describe, expect, it } from "vitest";
import { adjustmentOf, agrees, settingsOf } from "../../../platform/mysql/settings";

describe("the settings of a plan", () => {
  it("are options with the variables that they set", () => {
    expect(settingsOf({ slave_parallel_workers: "16", "Loose-Max-Connections": "66" })).toEqual([
      { option: "slave_parallel_workers", variable: "replica_parallel_workers", value: "16" },
      { option: "loose_max_connections", variable: "max_connections", value: "66" },
    ]);
  });

  it("turn off what a prefix says", () => {
    expect(settingsOf({ skip_slow_query_log: "ON", enable_general_log: "1", skip_name_resolve: "ON" })).toEqual([
      { option: "skip_slow_query_log", variable: "slow_query_log", value: "OFF" },
      { option: "enable_general_log", variable: "general_log", value: "ON" },
      { option: "skip_name_resolve", variable: "skip_name_resolve", value: "ON" },
    ]);
  });

  it("of a component are ignored by a server without it", () => {
    expect(settingsOf({ "validate_password.policy": "STRONG" })).toEqual([
      { option: "loose_validate_password.policy", variable: "validate_password.policy", value: "STRONG" },
    ]);
  });
});

describe("a server's value", () => {
  it.each([
    ["slow_query_log", "ON", "ON"],
    ["slow_query_log", "1", "ON"],
    ["slow_query_log", "true", "ON"],
    ["slow_query_log", "no", "OFF"],
    ["max_binlog_size", "256M", "268435456"],
    ["max_allowed_packet", "1g", "1073741824"],
    ["long_query_time", "0.5", "0.500000"],
    ["max_connections", "0066", "66"],
    ["binlog_row_image", "minimal", "MINIMAL"],
    ["binlog_row_image", "1", "NOBLOB"],
    ["sql_mode", "NO_ENGINE_SUBSTITUTION, strict_trans_tables", "STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION"],
    ["sql_mode", "ANSI", "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI"],
    ["secure_file_priv", "/var/lib/mysql-files", "/var/lib/mysql-files/"],
    ["optimizer_switch", "mrr=off", "index_merge=on,mrr=off,mrr_cost_based=on"],
    ["log_bin", "mysql-bin", "ON"],
  ])("of %s = %s may be %s", (variable, value, found) => {
    expect(agrees({ variable, value }, found)).toBe(true);
  });

  it.each([
    ["max_connections", "66", "77"],
    ["slow_query_log", "ON", "OFF"],
    ["max_binlog_size", "256M", "268435457"],
    ["binlog_row_image", "MINIMAL", "FULL"],
    ["sql_mode", "ANSI", "ANSI_QUOTES"],
    ["optimizer_switch", "mrr=off", "index_merge=on,mrr=on"],
    ["log_bin", "mysql-bin", "OFF"],
    ["init_connect", "", "SET @a = 1"],
  ])("of %s = %s is not %s", (variable, value, found) => {
    expect(agrees({ variable, value }, found)).toBe(false);
  });

  it("may be what mysqld made of it", () => {
    expect(adjustmentOf("innodb_buffer_pool_size")).toMatch(/rounded/);
    expect(adjustmentOf("wait_timeout")).toBeUndefined();
  });
});
