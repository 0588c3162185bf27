// @module-tag unit
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkData } from "../../../commands/verification/data";
import { compareEnds, Look, type Looking } from "../../../commands/verification/look";
import { factsOf } from "./facts";

type Values = Parameters<typeof factsOf>[0];
const look = (values: Values) => Look.of(factsOf({ gtid_executed: "u:1-9", ...values }));
const content = (...sums: readonly number[]) => ({ content: sums.map((sum, place) => `1 ${sum} db.t${place}`) });

/** Looks in the order given; the last of them again and again. */
function ending(...looks: readonly Values[]): { looking: Looking; asked: (readonly string[])[] } {
  const asked: (readonly string[])[] = [];
  return {
    asked,
    looking: async (_, tables) => {
      asked.push(tables);
      return look(looks[Math.min(asked.length, looks.length) - 1] ?? {});
    },
  };
}

describe("two ends that are compared", () => {
  it("are alike where all of it is, at one look", async () => {
    const there = ending(content(1, 2));
    const { differing, uncompared } = await compareEnds(there.looking, ending(content(1, 2)).looking);
    expect({ differing: [...differing], uncompared: [...uncompared] }).toEqual({ differing: [], uncompared: [] });
    expect(there.asked).toEqual([[]]);
  });

  it("differ where the source stood still twice, and only that table is read again", async () => {
    const there = ending(content(1, 2));
    const { differing } = await compareEnds(there.looking, ending(content(1, 3)).looking);
    expect([...differing]).toEqual(["content db.t1"]);
    expect(there.asked).toEqual([[], ["db.t1"], ["db.t1"]]);
  });

  it("are alike where the replica had been read too late or too early", async () => {
    const { differing, uncompared } = await compareEnds(
      ending(content(1), content(2), content(2)).looking,
      ending(content(2), content(2)).looking,
    );
    expect({ differing: [...differing], uncompared: [...uncompared] }).toEqual({ differing: [], uncompared: [] });
  });

  it("are not compared where the source never stands still, and it is said", async () => {
    let sum = 0;
    const moving: Looking = async () => look(content(++sum));
    const { differing, uncompared } = await compareEnds(moving, ending(content(0)).looking);
    expect([...differing]).toEqual([]);
    expect([...uncompared]).toEqual([["content db.t0", "written to all the time"]]);
  });

  it("are not compared where the replica is late", async () => {
    const late = ending({ ...content(1), caught_up: "no" });
    const { differing, uncompared } = await compareEnds(ending(content(2)).looking, late.looking);
    expect([...differing]).toEqual([]);
    expect([...uncompared]).toEqual([["content db.t0", "this replica is catching up"]]);
  });

  it("are not compared by what one of them did not read, which is said", async () => {
    const unread = { unread: ["db.t0|engine MyISAM"], unread_object: ["view db.v|a name in it breaks a line"] };
    const { differing, uncompared } = await compareEnds(ending(content(1)).looking, ending(unread).looking);
    expect([...differing]).toEqual([]);
    expect([...uncompared]).toEqual([
      ["content db.t0", "engine MyISAM"],
      ["view db.v", "a name in it breaks a line"],
    ]);
  });

  it("have the same rights in whatever order a server lists them", () => {
    const right = fc.constantFrom("SELECT", "INSERT", "SELECT (`a`, `b`)", "BACKUP_ADMIN", "UPDATE (`a`)");
    fc.assert(
      fc.property(fc.uniqueArray(right, { minLength: 1 }), (rights) => {
        const keys = (list: readonly string[]) => [
          ...look({ grant: `'u'@'h'|GRANT ${list.join(", ")} ON *.* WITH GRANT OPTION` }).found.keys(),
        ];
        expect(keys([...rights].reverse())).toEqual(keys(rights));
      }),
    );
  });
});

describe("what is said of two ends", () => {
  const database = {
    role: "replica",
    replication: "sql",
    server_id: 1,
    database: "db01",
    populated: true,
    certificate_days: 30,
    settings: {},
  } as const;
  const lines = async (there: Values, here: Values) =>
    checkData(database, await compareEnds(ending(there).looking, ending(here).looking))
      .filter(({ holds }) => !holds)
      .map(({ what, found }) => `${what}: ${found}`);
  const table = { structure: "table abc db01.persons" };

  it("tells rows, values and what is at one end alone", async () => {
    expect(
      await lines(
        { ...table, content: ["5 1 db01.a", "5 1 db01.b", "5 1 db01.c"] },
        { ...table, content: ["4 1 db01.a", "5 2 db01.b", "5 1 db01.d"] },
      ),
    ).toEqual([
      "rows of all tables, at both ends: db01.a: 5 rows at the source, 4 at the replica; db01.b: other values in its 5 rows; " +
        "db01.c is at the source alone; db01.d is at the replica alone",
    ]);
  });

  it("tells of a password only that it is another one", async () => {
    const secret = (hash: string) => ({ ...table, secret: `${hash} 'u'@'h'` });
    const said = await lines(secret("aaaa"), secret("bbbb"));
    expect(said).toEqual(["accounts, at both ends: password of account 'u'@'h' is another one"]);
  });

  it("must have tables where the plan fills the database, and must be readable", async () => {
    expect(await lines({}, {})).toEqual(["tables of db01 at the source: none"]);
    expect(await lines({ ...table, unreadable: "db01.x: ERROR 1812: gone" }, table)).toEqual([
      "tables and objects that cannot be read: at the source db01.x: ERROR 1812: gone",
    ]);
  });
});
