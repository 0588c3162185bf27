// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Database } from "../../../commands/verification/database";
import { checkMysql } from "../../../commands/verification/mysql";
import { sampleNode } from "../deployed-stack";
import { factsOf } from "./facts";

const NOW = new Date("2026-11-22T12:00:00Z");
const days = (count: number) => `${NOW.getTime() / 1000 + count * 86400}`;
const SOURCE: Database = {
  role: "source",
  server_id: 7,
  database: "db01",
  populated: true,
  certificate_days: 30,
  settings: { gtid_mode: "ON", max_connections: "66", loose_slave_parallel_workers: "16", mysqlx: "OFF" },
};
const REPLICA: Database = { ...SOURCE, role: "replica", source: "EU6::master-sql" };
const GOOD = {
  mysqld_active: "active",
  mysqld_state: "up",
  "mysqld version": "8.0.43-0ubuntu0.22.04.2",
  "mysqld gtid_mode": "ON",
  "mysqld max_connections": "66",
  "mysqld replica_parallel_workers": "16",
  "mysqld server_id": "7",
  "mysqld read_only": "OFF",
  "mysqld super_read_only": "OFF",
  "mysqld binlog_format": "ROW",
  "mysqld innodb_doublewrite": "DETECT_AND_RECOVER",
  "mysqld replica_exec_mode": "STRICT",
  "mysqld replica_type_conversions": "",
  option: [
    "/etc/mysql/x.cnf gtid_mode=ON",
    "/etc/mysql/x.cnf max_connections=5",
    "/etc/mysql/zz.cnf max-connections=66",
    "/etc/mysql/zz.cnf replica_parallel_workers=16",
    "/etc/mysql/zz.cnf server_id=7",
    "/etc/mysql/zz.cnf mysqlx=OFF",
  ],
  listening: "127.0.0.1:3306 [2001:db8:a::7]:3306",
  "certificate server": days(365),
  "certificate authority": days(3650),
  database: "1",
};
const READ_ONLY = { "mysqld read_only": "ON", "mysqld super_read_only": "ON" };

type Values = Parameters<typeof factsOf>[0];
const failing = (database: Database, changes: Values) =>
  checkMysql(sampleNode(), database, factsOf({ ...GOOD, ...changes }), NOW)
    .filter(({ holds }) => !holds)
    .map(({ topic, what }) => `${topic} ${what}`);

describe("a database server", () => {
  it("that is as it must be passes, as a source and as a replica", () => {
    expect(failing(SOURCE, {})).toEqual([]);
    expect(failing(REPLICA, READ_ONLY)).toEqual([]);
  });

  it.each([
    ["listens elsewhere too", { listening: "*:3306" }, "mysqld addresses of mysqld"],
    ["speaks the X protocol", { listening: `${GOOD.listening} 127.0.0.1:33060` }, "mysqld addresses of mysqld"],
    ["knows no GTIDs", { "mysqld gtid_mode": "OFF" }, "source settings of the source, in force"],
    ["has another server_id", { "mysqld server_id": "1" }, "source settings of the source, in force"],
    ["is read-only as a source", { "mysqld super_read_only": "ON" }, "source settings of the source, in force"],
    ["takes rows that differ", { "mysqld replica_exec_mode": "IDEMPOTENT" }, "source settings of the source, in force"],
    [
      "has another value of a renamed option",
      { "mysqld replica_parallel_workers": "4" },
      "source settings of the source, in force",
    ],
    [
      "keeps a value by SET PERSIST",
      { "persisted max_connections": "77" },
      "source settings of the source, after a restart",
    ],
    [
      "has a file that wins",
      { option: [...GOOD.option, "/etc/mysql/zzz.cnf loose-max_connections=1"] },
      "source settings of the source, after a restart",
    ],
    ["follows somebody", { channel_of_source: "a channel|reset it" }, "source channels of the source"],
    ["leaves databases out of its log", { log_filter: "db01" }, "source databases that the binary log leaves out"],
    ["has a view that leads nowhere", { broken_view: "1356 v" }, "mysqld views"],
    ["did not answer a question", { unanswered: "variables: ERROR 1040" }, "mysqld answers of mysqld"],
    ["has lost its database", { database: "0" }, "source database db01"],
    ["has a certificate that ends", { "certificate server": days(29) }, "mysqld certificate of the server"],
    ["has a certificate that has ended", { "certificate server": days(-1) }, "mysqld certificate of the server"],
    ["has an authority that ends", { "certificate authority": days(29) }, "mysqld certificate of the authority"],
    ["has no certificate", { "certificate server": "" }, "mysqld certificate of the server"],
    ["is not kept by systemd", { mysqld_active: "failed" }, "mysqld mysql.service"],
    ["is not there", { mysqld_state: "unreachable", mysqld_error: "ERROR 2002" }, "mysqld mysqld"],
    ["refuses root", { mysqld_state: "refused", mysqld_error: "ERROR 1698 (28000)" }, "mysqld mysqld"],
  ])("that %s does not", (_, changes, what) => {
    expect(failing(SOURCE, changes as Values)).toEqual([what]);
  });

  it("that takes writes is no replica", () => {
    expect(failing(REPLICA, { ...READ_ONLY, "mysqld super_read_only": "OFF" })).toEqual([
      "replica settings of the replica, in force",
    ]);
  });

  it("is told with the file or the statement that wins", () => {
    const found = (changes: Values) =>
      checkMysql(sampleNode(), SOURCE, factsOf({ ...GOOD, ...changes }), NOW)
        .filter(({ holds }) => !holds)
        .map((check) => `${check.found}: ${check.remedy}`);
    expect(
      found({ "mysqld max_connections": "9", "origin max_connections": "DYNAMIC a statement of root@localhost" }),
    ).toEqual([
      expect.stringMatching(
        /^max_connections = 9, and must be 66, set by DYNAMIC a statement of root@localhost: .*SET GLOBAL max_connections = 66/,
      ),
    ]);
    expect(found({ option: [...GOOD.option, "/etc/mysql/zzz.cnf slave_parallel_workers=1"] })).toEqual([
      "replica_parallel_workers will be 1, and must be 16: by /etc/mysql/zzz.cnf: take replica_parallel_workers out of /etc/mysql/zzz.cnf",
    ]);
  });

  it("is not excused by what mysqld adjusts where somebody else set the value", () => {
    const of = (origin: string) => failing(SOURCE, { "mysqld max_connections": "9", "origin max_connections": origin });
    expect(of("GLOBAL /etc/mysql/mysql.conf.d/zz-plumbline.cnf")).toEqual([]);
    expect(of("PERSISTED /var/lib/mysql/mysqld-auto.cnf")).toEqual(["source settings of the source, in force"]);
    expect(of("DYNAMIC a statement of root@localhost")).toEqual(["source settings of the source, in force"]);
  });

  it("says what of the settings was not compared", () => {
    const left = checkMysql(sampleNode(), SOURCE, factsOf(GOOD), NOW).find(({ what }) => what.endsWith("not compared"));
    expect(left).toMatchObject({
      holds: true,
      found: expect.stringContaining("mysqlx: mysqld has no variable of that name"),
    });
  });

  it("is recent by numbers, not by letters", () => {
    const isRecent = (version: string) => failing(SOURCE, { "mysqld version": version }).length === 0;
    expect(["8.0.29", "5.7.44-log", "8", "x", ""].filter(isRecent)).toEqual([]);
    expect(["8.0.30", "8.4", "9.7.4-2", "10.0.0", "26.10"].filter((version) => !isRecent(version))).toEqual([]);
    const number = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(fc.tuple(number, number, number), ([major, minor, patch]) => {
        const value = (major * 100 + minor) * 100 + patch;
        expect(isRecent(`${major}.${minor}.${patch}-0ubuntu`)).toBe(value >= 80030);
      }),
    );
  });
});
