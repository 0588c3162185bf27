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
  ])("of %s is not %s", (option, value, remedy) => {
    expect(refusedValue(option, value)).toMatch(remedy);
  });
});
