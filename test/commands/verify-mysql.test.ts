// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkMysql, type Database } from "../../commands/verify-mysql";
import { sampleNode } from "./deployed-stack";
import { factsOf } from "./facts";

const NOW = new Date("2026-11-22T12:00:00Z");
const days = (count: number) => `${NOW.getTime() / 1000 + count * 86400}`;
const SOURCE: Database = { role: "source", server_id: 7, database: "db01", populated: true, certificate_days: 30 };
const REPLICA: Database = { ...SOURCE, role: "replica", source: "EU6::master-sql" };
const GOOD = {
  mysqld_active: "active",
  mysqld_answers: "yes",
  "mysqld version": "8.0.43-0ubuntu0.22.04.2",
  "mysqld gtid_mode": "ON",
  "mysqld enforce_gtid_consistency": "ON",
  "mysqld require_secure_transport": "1",
  "mysqld skip_name_resolve": "1",
  "mysqld server_id": "7",
  "mysqld log_bin": "1",
  "mysqld log_replica_updates": "1",
  "mysqld read_only": "0",
  "mysqld super_read_only": "0",
  "mysqld event_scheduler": "ON",
  listening: "127.0.0.1:3306 [2001:db8:a::7]:3306",
  "certificate server": days(365),
  "certificate authority": days(3650),
  database: "1",
};
const READ_ONLY = { "mysqld read_only": "1", "mysqld super_read_only": "1", "mysqld event_scheduler": "OFF" };

const failing = (database: Database, changes: Readonly<Record<string, string>>) =>
  checkMysql(sampleNode(), database, factsOf({ ...GOOD, ...changes }), NOW)
    .filter(({ holds }) => !holds)
    .map(({ requirement, what }) => `${requirement} ${what}`);

describe("a database server", () => {
  it("that is as it must be passes, as a source and as a replica", () => {
    expect(failing(SOURCE, {})).toEqual([]);
    expect(failing(REPLICA, READ_ONLY)).toEqual([]);
  });

  it.each([
    ["listens elsewhere too", { listening: "*:3306" }, "18 addresses of mysqld"],
    ["speaks the X protocol", { listening: `${GOOD.listening} 127.0.0.1:33060` }, "18 addresses of mysqld"],
    ["knows no GTIDs", { "mysqld gtid_mode": "OFF" }, "18 settings of mysqld"],
    ["takes clear text", { "mysqld require_secure_transport": "0" }, "18 settings of mysqld"],
    ["has another server_id", { "mysqld server_id": "1" }, "19 settings of a source"],
    ["is read-only as a source", { "mysqld super_read_only": "1" }, "19 settings of a source"],
    ["has lost its database", { database: "0" }, "19 database db01"],
    ["has a certificate that ends", { "certificate server": days(29) }, "18 certificate of the server"],
    ["has a certificate that has ended", { "certificate server": days(-1) }, "18 certificate of the server"],
    ["has an authority that ends", { "certificate authority": days(29) }, "18 certificate of the authority"],
    ["has no certificate", { "certificate server": "" }, "18 certificate of the server"],
    ["is not kept by systemd", { mysqld_active: "failed" }, "18 mysql.service"],
    ["is not there", { mysqld_answers: "no", mysqld_error: "ERROR 2002" }, "18 mysqld"],
  ])("that %s does not", (_, changes, what) => {
    expect(failing(SOURCE, changes)).toEqual([what]);
  });

  it("that takes writes is no replica", () => {
    expect(failing(REPLICA, { ...READ_ONLY, "mysqld super_read_only": "0" })).toEqual(["20 settings of a replica"]);
    expect(failing(REPLICA, { ...READ_ONLY, "mysqld event_scheduler": "ON" })).toEqual(["20 settings of a replica"]);
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
