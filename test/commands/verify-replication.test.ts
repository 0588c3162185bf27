// @module-tag unit
import { describe, expect, it } from "vitest";
import { areComparable, checkData, checkLeftovers, checkReplication } from "../../commands/verify-replication";
import { factsOf } from "./facts";

const UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
const SET = `${UUID}:1-29`;
const WRITTEN = {
  written: "yes",
  gtid_executed: SET,
};
const KNOWN = {
  unknown: "",
  feed: ["2001:db8:c::9 TLSv1.3 TLS_AES_128_GCM_SHA256", "2001:db8:b::9 TLSv1.3 TLS_AES_128_GCM_SHA256"],
};
const REFUSED = "ERROR 1290 (HY000) at line 1: The MySQL server is running with the --super-read-only option";
const FOLLOWED = {
  threads: "ON ON",
  channel: "YES YES 1",
  source_uuid: UUID,
  missing: "",
  gtid_executed: SET,
  canary: "token",
  "write root": REFUSED,
  "write ubuntu": REFUSED,
};
type Values = Parameters<typeof factsOf>[0];

const failing = (changes: { written?: Values; followed?: Values; known?: Values }) =>
  checkReplication({
    source: "EU6::a",
    sourceUuid: UUID,
    replicaAddress: "2001:DB8:B:0::9",
    account: "ubuntu",
    token: "token",
    written: factsOf({ ...WRITTEN, ...changes.written }),
    followed: factsOf({ ...FOLLOWED, ...changes.followed }),
    known: factsOf({ ...KNOWN, ...changes.known }),
  })
    .filter(({ holds }) => !holds)
    .map(({ what, found }) => `${what}: ${found}`);

describe("a replication", () => {
  it("that is healthy passes", () => {
    expect(failing({})).toEqual([]);
  });

  it.each([
    [
      "whose receiver cannot log in",
      { followed: { threads: "CONNECTING ON", complaints: "receiver: 1045 Access denied" } },
      "receiver and applier: CONNECTING ON: receiver: 1045 Access denied",
    ],
    [
      "from another server",
      { followed: { source_uuid: "other" } },
      "source of the channel: a server with the UUID other",
    ],
    [
      "that would take clear text",
      { followed: { channel: "NO NO 1" } },
      "TLS, verification and auto position of the channel: NO NO 1",
    ],
    ["in clear text", { known: { feed: "2001:db8:b::9 none none" } }, "encryption, seen at the source: none none"],
    [
      "that another replica alone has",
      { known: { feed: "2001:db8:c::9 TLSv1.3 x" } },
      "encryption, seen at the source: no connection from 2001:db8:b::9",
    ],
    ["that lags", { followed: { missing: `${UUID}:29` } }, `transactions of the source: ${UUID}:29 are missing`],
    [
      "with transactions of its own",
      { known: { unknown: "other:1" } },
      "transactions that the source does not know: other:1",
    ],
    [
      "that root can write to",
      { followed: { "write root": "ERROR 1007 (HY000): database exists" } },
      "a write of root at the replica: not refused for that: ERROR 1007 (HY000): database exists",
    ],
    [
      "that an account can write to",
      { followed: { "write ubuntu": "" } },
      "a write of ubuntu at the replica: not refused for that: it was let through",
    ],
    ["without the row", { followed: { canary: "" } }, "row written at EU6::a a moment ago: not at the replica"],
    [
      "whose source takes no row",
      { written: { written: "ERROR 1290 read-only" } },
      "row written at EU6::a a moment ago: not written: ERROR 1290 read-only",
    ],
  ])("%s does not", (_, changes, found) => {
    expect(failing(changes as Parameters<typeof failing>[0])).toEqual([found]);
  });

  it("that gave no answer to a question does not pass for want of one", () => {
    expect(failing({ followed: { gtid_executed: "" } })).toContain("transactions of the source: nothing");
  });
});

describe("the data of both ends", () => {
  const database = { role: "replica", server_id: 1, database: "db01", populated: true, certificate_days: 30 } as const;
  const data = (table: readonly string[], before = SET, after = before) =>
    factsOf({ table, gtid_before: before, gtid_after: after });
  const lines = (...ends: Parameters<typeof checkData> extends [unknown, ...infer Rest] ? Rest : never) =>
    checkData(database, ...ends).map(({ what, found, holds }) => `${holds ? "" : "NOT "}${what}: ${found}`);

  it("are the same where tables, rows and checksums are", () => {
    expect(lines(data(["persons 5 77"]), data(["persons 5 77"]))).toEqual([
      "tables of db01 at the source: 1",
      "tables of db01: persons: 5 rows, checksum 77",
    ]);
  });

  it("differ where a checksum, or a table, does", () => {
    expect(lines(data(["persons 5 77"]), data(["persons 5 78"]))[1]).toMatch(/^NOT .*checksum 78/);
    expect(lines(data(["persons 5 77", "pets 1 1"]), data(["persons 5 77"]))[1]).toMatch(/^NOT /);
  });

  it("are not compared row by row while they change, nor where they are too large", () => {
    const moving = data(["persons 6 99"], SET, `${UUID}:1-30`);
    expect(areComparable(data(["persons 5 77"]), moving)).toBe(false);
    expect(lines(data(["persons 5 77"]), moving)[1]).toBe("tables of db01: persons (contents not compared)");
    expect(lines(data(["persons"]), data(["persons"]))[1]).toBe("tables of db01: persons, not read");
    expect(lines(data(["persons 5 77"]), data([], SET, `${UUID}:1-30`))[1]).toMatch(/^NOT /);
  });

  it("must be there where the plan fills the database", () => {
    expect(lines(data([]), data([]))[0]).toBe("NOT tables of db01 at the source: none");
    expect(checkData({ ...database, populated: false }, data([]), data([])).every(({ holds }) => holds)).toBe(true);
  });

  it("leave no copy of a dump", () => {
    expect(checkLeftovers(database, factsOf({ leftovers: "" })).holds).toBe(true);
    expect(checkLeftovers(database, factsOf({ leftovers: "/var/lib/a" }))).toMatchObject({ holds: false });
  });
});
