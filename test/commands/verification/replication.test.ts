// @module-tag unit
import { describe, expect, it } from "vitest";
import { checkLeftovers, checkReplication } from "../../../commands/verification/replication";
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
const FOLLOWED: Record<string, string> = {
  threads: "ON ON",
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
      { followed: { threads: "CONNECTING ON", complaint: "receiver: 1045 Access denied" } },
      "receiver and applier: CONNECTING ON: receiver: 1045 Access denied",
    ],
    [
      "from another server",
      { followed: { source_uuid: "other" } },
      "source of the channel: a server with the UUID other",
    ],
    [
      "whose channel is set otherwise",
      {
        followed: { channel_flaw: ["the channel has TLS = NO, and must have YES|turn it on", "a filter|away with it"] },
      },
      "settings of the channel: the channel has TLS = NO, and must have YES; a filter",
    ],
    [
      "whose source has purged what it lacks",
      { followed: { missing: `${UUID}:7` }, known: { purged: `${UUID}:7` } },
      `transactions of the source: ${UUID}:7 are missing; ${UUID}:7 can never come: the source has purged it`,
    ],
    [
      "with a prepared transaction of its own",
      { followed: { prepared: "1 1 0 a" } },
      "prepared transactions (XA) that the source does not have: 1 1 0 a",
    ],
    [
      "that did not answer a question",
      { followed: { unanswered: "source_uuid: ERROR 1040 (08004): Too many connections" } },
      "answers of mysqld: source_uuid: ERROR 1040 (08004): Too many connections",
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
      "a write of root at the replica: it was let through: ERROR 1007 (HY000): database exists",
    ],
    [
      "that an account can write to",
      { followed: { "write ubuntu": "" } },
      "a write of ubuntu at the replica: it was let through: no error",
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

  it("that lags and moves, or has a transaction prepared that the source has too, passes", () => {
    const late = { missing: `${UUID}:29`, moves: "yes", canary: "" };
    expect(failing({ followed: late })).toEqual([]);
    expect(failing({ followed: { prepared: "1 1 0 a" }, known: { prepared: "1 1 0 a" } })).toEqual([]);
  });

  it("that is not counted by the source's performance_schema is not taken for clear text", () => {
    expect(failing({ known: { feed: [], performance_schema: "0" } })).toEqual([]);
    expect(failing({ known: { feed: "2001:db8:b::9 unseen unseen" } })).toEqual([]);
  });

  it("has a way out for each state, and none that only finds the same again", () => {
    const remedies = (followed: Values) =>
      checkReplication({
        source: "EU6::a",
        sourceUuid: UUID,
        replicaAddress: "2001:db8:b::9",
        account: "ubuntu",
        token: "token",
        written: factsOf(WRITTEN),
        followed: factsOf({ ...FOLLOWED, ...followed }),
        known: factsOf(KNOWN),
      })
        .filter(({ holds }) => !holds)
        .map(({ remedy }) => remedy)
        .join("\n");
    expect(remedies({ threads: "OFF OFF" })).toContain('sudo mysql -e "START REPLICA"');
    expect(remedies({ threads: "ON OFF", complaint: "worker: 1062 Duplicate" })).toMatch(/set `reseed` of the replica/);
    expect(remedies({ threads: "CONNECTING ON", complaint: "receiver: 2003 no" })).toContain(
      "sudo rm /var/lib/plumbline/steps/link",
    );
    // where somebody writes to a server that follows nobody, nobody is told to turn writes off
    const alone = remedies({ threads: "no channel", "write ubuntu": "ERROR 1007 (HY000): database exists" });
    expect(alone).not.toContain("super_read_only");
    expect(alone).toContain("somebody made this server a source by hand");
  });

  it("that gave no answer to a question does not pass for want of one", () => {
    expect(failing({ followed: { gtid_executed: "" } })).toContain("transactions of the source: nothing");
  });
});

it("leaves no copy of a dump", () => {
  const database = {
    role: "replica",
    replication: "sql",
    server_id: 1,
    database: "db01",
    populated: true,
    certificate_days: 30,
    settings: {},
  } as const;
  expect(checkLeftovers(database, factsOf({ leftovers: "" })).holds).toBe(true);
  expect(checkLeftovers(database, factsOf({ leftovers: "/var/lib/a" }))).toMatchObject({ holds: false });
});
