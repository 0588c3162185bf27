// @module-tag tools
import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { seedDump, serveSeed } from "../../../templates/mysql/seed-access";
import { renderScript } from "../../../templates/scripts/script";

const SCRIPTS = [
  "role-node",
  "configure-mysql",
  "ready-mysql",
  "database",
  "accounts",
  "retire",
  "link",
  "seed",
  "verify-source",
  "verify",
] as const;
const texts: [string, string][] = [
  ...SCRIPTS.map((name): [string, string] => [name, renderScript(name)]),
  ["serve-seed", serveSeed().text],
  ["seed-dump", seedDump().text],
];

it.each(texts)("%s is what bash reads", (_, input) => {
  expect(spawnSync("bash", ["-n"], { input, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});

it.each(texts)("%s pleases shellcheck", { tags: "needs/shellcheck" }, (_, input) => {
  expect(spawnSync("shellcheck", ["-"], { input, encoding: "utf8" }).stdout).toBe("");
});

it.each(
  texts,
)("%s ends at the first error, never shows what it runs, and takes no password as an argument", (_, text) => {
  expect(text).toMatch(/^set -Eeuo pipefail$/m);
  expect(text).not.toMatch(/set -[a-z]*x|mysql.* (--password|-p)|MYSQL_PWD/);
});

it.each(texts)("%s uses no client command and no statement that a version from 8.0.30 to 9.7 lacks", (_, text) => {
  // the one exception has both forms; and a reference system is identified by a number, not by a password
  const rest = text
    .replace("'RESET BINARY LOGS AND GTIDS' 2>/dev/null || briefly --execute 'RESET MASTER'", "")
    .replace("IDENTIFIED BY ', ORGANIZATION_COORDSYS_ID", "");
  expect(rest).not.toMatch(
    /\\G|SHOW (MASTER|SLAVE|BINARY LOG) STATUS|(START|STOP|RESET) SLAVE|CHANGE MASTER|RESET (MASTER|BINARY)|MD5\(|SHA1\(|IDENTIFIED BY/,
  );
});
