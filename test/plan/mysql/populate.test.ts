// @module-tag unit
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readPlan } from "../../../plan/read";
import { diagnose, edited } from "../trial";

const plan = (populate: string, member = "") =>
  edited(["{db01: }", `{db01: {populate: ${populate}}}`], ["{group: db}", `{group: db, ${member}}`]);

describe("the file that fills the database", () => {
  it("is told what is wrong in it by its own lines, all at once, with the plan's mistakes", () => {
    const found = diagnose(plan("data/rows.sql", "settings: {port: 1}"), {
      files: { "data/rows.sql": "USE shop;\n  CREATE USER a;\nINSERT INTO t VALUES ('a" },
    });
    expect(found.map(({ at, message }) => `${at.file}:${at.line}:${at.column} ${message}`)).toEqual([
      "data/rows.sql:1:5 USE shop reaches outside of the database db01",
      "data/rows.sql:2:3 CREATE USER does more than fill the database db01",
      "data/rows.sql:3:23 a string begins here that does not end",
      expect.stringMatching(/^plan\.yaml:\d+:\d+ the option port is not for a plan to set$/),
    ]);
    expect(found.every(({ hints }) => hints.length > 0)).toBe(true);
  });

  it("is read with the modes that the plan sets", () => {
    const files = { "rows.sql": "INSERT INTO t VALUES ('a\\'); DROP USER x; -- ');" };
    const modes = 'settings: {sql_mode: "STRICT_ALL_TABLES,NO_BACKSLASH_ESCAPES"}';
    expect(diagnose(plan("rows.sql", modes), { files })).toHaveLength(1);
  });
});

describe("a table that replicas could not keep equal", () => {
  const files = { "rows.sql": "CREATE TABLE t (a INT);\nCREATE TABLE u (a INT) ENGINE=MEMORY;\n" };
  const alone = (text: string) => text.replace(/\n +mysql: db\n/, "\n");

  it("is told by its line, with the other mistakes, wherever the replicas stand in the plan", () => {
    const found = diagnose(plan("rows.sql", "settings: {port: 1}"), { files });
    expect(found.map(({ at, message }) => `${at.file}:${at.line}:${at.column} ${message}`)).toEqual([
      expect.stringMatching(/^plan\.yaml:\d+:\d+ the option port is not for a plan to set$/),
      "rows.sql:2:24 the engine MEMORY knows no transactions, so replicas cannot keep its tables equal",
    ]);
  });

  it("is let through where the database has none, but for one that keeps no rows", () => {
    const lone = alone(plan("rows.sql", "settings: {port: 1}"));
    const without = (rows: string) =>
      diagnose(lone, { files: { "rows.sql": rows } }).filter(({ at }) => at.file === "rows.sql");
    expect(lone).not.toMatch(/mysql: db\n/);
    expect(without(files["rows.sql"])).toEqual([]);
    expect(without("CREATE TABLE t (a INT) ENGINE=BLACKHOLE;")).toEqual([
      expect.objectContaining({ message: "the engine BLACKHOLE keeps no row of what is written to its tables" }),
    ]);
  });
});

describe("a file that cannot be read", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-populate-"));
    writeFileSync(join(folder, "large.sql"), "");
    truncateSync(join(folder, "large.sql"), 40 * 2 ** 20);
    writeFileSync(join(folder, "good.sql"), "SELECT 1;");
    mkdirSync(join(folder, "folder.sql"));
    symlinkSync("loop.sql", join(folder, "loop.sql"));
    symlinkSync("nowhere", join(folder, "broken.sql"));
    symlinkSync("good.sql", join(folder, "link.sql"));
    symlinkSync("/dev/null", join(folder, "device.sql"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (populate: string) => {
    writeFileSync(join(folder, "fittings.yaml"), plan(`"${populate}"`));
    return () => readPlan({}, folder);
  };

  it.each([
    ["large.sql", /has 40 MiB, and 32 MiB are the most/, /by hand/],
    ["folder.sql", /is a folder/, /name a file in it/],
    ["loop.sql", /is a symbolic link that leads back to itself/, /mend the link/],
    ["device.sql", /is a pipe or a device/, /name a file/],
    ["broken.sql", /is a link to a file that is not there/, /mend the link/],
    ["good.sql/x", /no file good\.sql\/x for `populate`/, /relative/],
    [`${"x".repeat(300)}.sql`, /has a name that is too long/, /path/],
  ])("is told with what to do: %s", (name, message, remedy) => {
    expect(read(name)).toThrow(message);
    expect(read(name)).toThrow(remedy);
  });

  it("is read through a link", () => {
    expect(read("link.sql")).not.toThrow();
  });
});
