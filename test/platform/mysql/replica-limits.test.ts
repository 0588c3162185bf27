// @module-tag unit
import { describe, expect, it } from "vitest";
import { replicaProblems } from "../../../platform/mysql/replica-limits";

type Settings = Record<string, string>;

describe("what a replica takes", () => {
  it.each<[source: Settings, replica: Settings, wanted: RegExp]>([
    [{ max_allowed_packet: "1G" }, { replica_max_allowed_packet: "512M" }, /^give 1G at least/],
    [{ loose_max_allowed_packet: "200M" }, { slave_max_allowed_packet: "268435456" }, /^give 400M at least/],
    [{ max_allowed_packet: "300000000" }, { replica_max_allowed_packet: "256M" }, /^give 600000000 at least/],
    [{}, { max_binlog_cache_size: "4G" }, /^leave it out here/],
    [{ max_binlog_cache_size: "8G" }, { max_binlog_cache_size: "4G" }, /^leave it out here/],
  ])("is not less than what its source does: %j, %j", (source, replica, wanted) => {
    const [option] = Object.keys(replica);
    expect(replicaProblems(source, replica)).toEqual([
      { option, message: expect.stringContaining(option as string), remedy: expect.stringMatching(wanted) },
    ]);
  });

  it.each<[source: Settings, replica: Settings]>([
    [{ innodb_strict_mode: "OFF" }, {}],
    [{ innodb_strict_mode: "0" }, { innodb_strict_mode: "ON" }],
    [{ loose_partial_revokes: "ON" }, {}],
    [{ partial_revokes: "1" }, { partial_revokes: "OFF" }],
  ])("does not refuse statements that its source takes: %j, %j", (source, replica) => {
    expect(replicaProblems(source, replica)).toEqual([
      {
        option: Object.keys(replica)[0],
        message: expect.stringMatching(/stops the replica \(error 1\d+\)/),
        remedy: expect.stringMatching(/write `\w+: (ON|OFF)`/),
      },
    ]);
  });

  it.each<[source: Settings, replica: Settings]>([
    [
      { innodb_strict_mode: "OFF", partial_revokes: "ON" },
      { innodb_strict_mode: "OFF", partial_revokes: "TRUE" },
    ],
    [{}, { innodb_strict_mode: "OFF", partial_revokes: "ON" }],
    [{}, {}],
    [{}, { replica_max_allowed_packet: "256M" }],
    [{ max_allowed_packet: "128M" }, { replica_max_allowed_packet: "256M" }],
    // no more is possible
    [{ max_allowed_packet: "1G" }, { replica_max_allowed_packet: "1G" }],
    [{ max_allowed_packet: "1G" }, {}],
    [{ max_binlog_cache_size: "4G" }, { max_binlog_cache_size: "4G" }],
    [{ max_binlog_cache_size: "4G" }, {}],
  ])("may be as much, or more: %j, %j", (source, replica) => {
    expect(replicaProblems(source, replica)).toEqual([]);
  });
});
