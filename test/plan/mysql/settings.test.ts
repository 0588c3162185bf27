// @module-tag unit
import { describe, expect, it } from "vitest";
import { edited, expectErrors, expectWarnings, load, nodeOf } from "../trial";

const withSettings = (settings: string) => edited(["{group: db}", `{group: db, settings: ${settings}}`]);
const settingsOf = (settings: string) => nodeOf(load(withSettings(settings)), "master-sql").mysql?.settings;

describe("settings of mysqld", () => {
  it("are options with underscores, and values as an option file has them", () => {
    expect(
      settingsOf(
        "{Max-Connections: 500, slow_query_log: true, local_infile: false, sql_mode: TRADITIONAL, wait_timeout: '60'}",
      ),
    ).toEqual({
      max_connections: "500",
      slow_query_log: "ON",
      local_infile: "OFF",
      sql_mode: "TRADITIONAL",
      wait_timeout: "60",
    });
  });

  it("may be those of a component", () => {
    expect(settingsOf("{validate_password.policy: STRONG}")).toEqual({ "validate_password.policy": "STRONG" });
  });

  it.each([
    "expire_logs_days",
    "default-authentication-plugin",
    "innodb_log_file_size",
    "query_cache_size",
    "skip_ssl",
  ])("are not those that stop MySQL 9.7: %s", (option) => {
    expectErrors(withSettings(`{§${option}: 1}`), [
      `the option ${option.replaceAll("-", "_")} stops MySQL 9.7 from starting`,
    ]);
  });

  it.each([
    ["bind-address", "`clients`"],
    ["server_id", "derives it from the plan"],
    ["loose_gtid_mode", "replication stands on it"],
    ["skip_log_bin", "replication stands on it"],
    ["ssl_cert", "certificates"],
    ["super_read_only", "`source`"],
    ["replicate_do_db", "whole copy"],
    ["datadir", "AppArmor"],
    ["log-raw", "passwords"],
  ])("are not those that Plumbline owns: %s", (option, reason) => {
    expectErrors(withSettings(`{§${option}: 1}`), [
      [`the option ${option.replaceAll("-", "_")} is not for a plan to set`, reason],
    ]);
  });

  it("that MySQL is about to drop are odd", () => {
    expectWarnings(withSettings("{§slave_net_timeout: 60}"), ["the option slave_net_timeout is deprecated in MySQL"]);
  });

  it("are there once, whatever their dashes", () => {
    expectErrors(withSettings("{max_connections: 100, §max-connections: 200}"), [
      "the option max_connections is there twice",
    ]);
  });

  it.each([
    ["{slave_net_timeout: 60, §replica_net_timeout: 30}", "replica_net_timeout", "slave_net_timeout"],
    ["{max_connections: 66, §loose-max_connections: 77}", "loose_max_connections", "max_connections"],
    ["{slow_query_log: true, §skip_slow_query_log: true}", "skip_slow_query_log", "slow_query_log"],
  ])("set each variable once: not %s", (settings, option, other) => {
    const message = `the option ${option} sets the same as ${other}`;
    expectErrors(withSettings(settings), [message]);
  });

  it.each([
    ["{default_time_zone: §Europe/Berlin}", 'the option default_time_zone is "Europe/Berlin"', "+01:00"],
    [
      "{performance_schema_session_connect_attrs_size: §0}",
      'the option performance_schema_session_connect_attrs_size is "0"',
      "its own session",
    ],
    [
      "{performance_schema_max_thread_instances: §1}",
      'the option performance_schema_max_thread_instances is "1"',
      "200 at least",
    ],
    ["{default_storage_engine: §MyISAM}", 'the option default_storage_engine is "MyISAM"', "InnoDB alone"],
    ["{max_connections: §1}", 'the option max_connections is "1"', "5 at least"],
  ])("have values with which mysqld starts and replication works: not %s", (settings, message, remedy) => {
    expectErrors(withSettings(settings), [[message, remedy]]);
  });

  it.each([
    ["§[max_connections]", "`settings` is a mapping from options of mysqld to values"],
    ["{§'max connections': 1}", '"max connections" is no option of mysqld'],
    ["{§'[client]': 1}", '"[client]" is no option of mysqld'],
    ["{max_connections: §[1]}", "the option max_connections has a list; it takes a text, a number, true or false"],
    ["{max_connections: §null}", "the option max_connections has no value; it takes a text, a number, true or false"],
    [
      '{ft_boolean_syntax: §"a\\nport=1"}',
      'the option ft_boolean_syntax is "a\\nport=1"; it takes one line of plain characters, without # and "',
    ],
    [
      "{ft_boolean_syntax: §'a # b'}",
      'the option ft_boolean_syntax is "a # b"; it takes one line of plain characters, without # and "',
    ],
    ["{ft_boolean_syntax: §'{{ node.name }}'}", "the option ft_boolean_syntax holds a token that is not a parameter"],
  ])("are plain: not %s", (settings, message) => {
    expectErrors(withSettings(settings), [message]);
  });

  it("may come from parameters", () => {
    const text = withSettings('{max_connections: "{{ parameter.most }}"}').replace(
      "defaults:",
      "parameters:\n  most: {information: most, type: int, default: 7}\ndefaults:",
    );
    expect(nodeOf(load(text), "master-sql").mysql?.settings).toEqual({ max_connections: "7" });
  });
});
