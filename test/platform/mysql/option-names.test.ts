import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOfComponent, isOptionName, optionName, variableOf } from "../../../platform/mysql/option-names";

describe("the name of an option", () => {
  it("has one spelling", () => {
    expect(optionName("Bind-Address")).toBe("bind_address");
  });

  it.each(["max_connections", "Max-Connections", "validate_password.policy", "loose_a.b"])("may be %s", (name) => {
    expect(isOptionName(name)).toBe(true);
  });

  it.each(["", "1st", "max connections", "[client]", "a.b.c", ".policy", "a.", "a=b", "a\nb"])("is not %j", (name) => {
    expect(isOptionName(name)).toBe(false);
  });

  it("shows by a dot that it belongs to a component", () => {
    expect(isOfComponent("validate_password.policy")).toBe(true);
    expect(isOfComponent("validate_password_policy")).toBe(false);
  });
});

describe("the variable behind an option", () => {
  it.each([
    ["slave_parallel_workers", "replica_parallel_workers"],
    ["loose_slave-parallel-workers", "replica_parallel_workers"],
    ["log_slave_updates", "log_replica_updates"],
    ["skip_log_slave_updates", "log_replica_updates"],
    ["sync_master_info", "sync_source_info"],
    ["default_time_zone", "time_zone"],
    ["tx_isolation", "transaction_isolation"],
    ["disable_slow_query_log", "slow_query_log"],
    ["enable_general_log", "general_log"],
    ["skip_name_resolve", "skip_name_resolve"],
    ["skip_slave_start", "skip_replica_start"],
    ["maximum_sort_buffer_size", "maximum_sort_buffer_size"],
    ["loose_maximum-slave_net_timeout", "maximum_replica_net_timeout"],
    ["loose_validate_password.policy", "validate_password.policy"],
    ["constructor", "constructor"],
  ])("%s sets %s", (option, variable) => {
    expect(variableOf(option)).toBe(variable);
  });

  it("is the same whatever the spelling", () => {
    const spelled = fc.constantFrom("slave_net_timeout", "max_connections", "skip_name_resolve", "log_slave_updates");
    fc.assert(
      fc.property(spelled, fc.boolean(), fc.boolean(), fc.boolean(), (name, loose, dashes, capitals) => {
        const dashed = dashes ? name.replaceAll("_", "-") : name;
        const written = `${loose ? "loose-" : ""}${capitals ? dashed.toUpperCase() : dashed}`;
        expect(variableOf(written)).toBe(variableOf(name));
        expect(variableOf(variableOf(written))).toBe(variableOf(name));
      }),
    );
  });
});
