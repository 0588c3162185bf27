import { type Check, judged } from "./check";
import type { Database } from "./database";
import type { Comparison, Look } from "./look";

const RELOAD =
  "`reseed` of the replica in the plan, set to a word that it has not had, loads it anew at the next deployment";

/** Number of names in a message; the rest is counted. */
const TOLD = 10;

/** Compares what both ends hold, and lists what was not compared. */
export function checkData({ populated, database }: Database, compared: Comparison): Check[] {
  const { source } = compared;
  const own = [...source.found.keys()].filter((key) => key.startsWith(`table ${database}.`));
  return [
    ...(populated
      ? [
          judged(
            {
              topic: "data",
              what: `tables of ${database} at the source`,
              remedy: "fill it by hand: the plan fills only an empty database that no replica has transactions of",
            },
            "one at least",
            own.length === 0 ? "none" : `${own.length}`,
            own.length > 0,
          ),
        ]
      : []),
    check(compared, "rows of all tables", /^content /, rowsOf, contentDifference),
    check(
      compared,
      "definitions of all objects",
      OBJECT,
      (look) => `${count(look, OBJECT)} objects alike`,
      objectDifference,
    ),
    check(compared, "accounts", ACCOUNT, (look) => `${count(look, /^account /)} accounts alike`, accountDifference),
    ...checkMemory(compared),
    checkUnreadable(compared),
    checkUncompared(compared),
  ];
}

const OBJECT = /^(database|table|collations|view|trigger|procedure|function|event) /;
const ACCOUNT = /^(account|password of account|right of account) /;

type Describe = (key: string, ends: Comparison) => string;

function check(
  compared: Comparison,
  what: string,
  kind: RegExp,
  alike: (look: Look) => string,
  describe: Describe,
): Check {
  const keys = [...compared.differing].filter((key) => kind.test(key)).sort();
  return judged(
    {
      topic: "data",
      what: `${what}, at both ends`,
      remedy: `see who writes at the replica (its own lines say whether that is let through); ${RELOAD}`,
    },
    "alike",
    keys.length === 0 ? alike(compared.source) : told(keys.map((key) => describe(key, compared))),
    keys.length === 0,
  );
}

/**
 * Tables in memory: a replica that restarted alone has none of their rows, and stops at the first change of one.
 * Reported only if there is such a table.
 */
function checkMemory(compared: Comparison): Check[] {
  const keys = [...compared.source.found.keys()].filter((key) => key.startsWith("memory ")).sort();
  const rows = (look: Look, key: string) => look.found.get(key) ?? "no";
  const differing = keys.filter((key) => compared.differing.has(key) && compared.replica.found.has(key));
  if (keys.length === 0) {
    return [];
  }
  return [
    judged(
      {
        topic: "data",
        what: "rows of tables in memory, which a restart empties",
        remedy: `at the source: ALTER TABLE ... ENGINE = InnoDB, for each of them; then ${RELOAD}`,
      },
      "as many",
      differing.length === 0
        ? told(keys.map((key) => `${key.replace(/^memory /, "")}: ${rows(compared.source, key)} rows`))
        : told(
            differing.map(
              (key) =>
                `${key.replace(/^memory /, "")}: ${rows(compared.source, key)} rows at the source, ${rows(compared.replica, key)} at the replica`,
            ),
          ),
      differing.length === 0,
    ),
  ];
}

function checkUnreadable({ source, replica }: Comparison): Check {
  const lines = [
    ...source.unreadable.map((line) => `at the source ${line}`),
    ...replica.unreadable.map((line) => `at the replica ${line}`),
  ];
  return judged(
    {
      topic: "data",
      what: "tables and objects that cannot be read",
      remedy: `where the source cannot read it, mend or drop it there; where the replica cannot, ${RELOAD}`,
    },
    "none",
    told(lines) || "none",
    lines.length === 0,
  );
}

/** Always listed, and not a failure by itself. */
function checkUncompared({ uncompared }: Comparison): Check {
  const reasons = [...uncompared].sort().map(([key, reason]) => `${key.replace(/^content /, "")}: ${reason}`);
  return judged({ topic: "data", what: "not compared", remedy: "" }, "none, or told", told(reasons) || "none", true);
}

function told(lines: readonly string[]): string {
  const rest = lines.length - TOLD;
  return [...lines.slice(0, TOLD), ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

function count({ found }: Look, kind: RegExp): number {
  return [...found.keys()].filter((key) => kind.test(key)).length;
}

function rowsOf({ found }: Look): string {
  const contents = [...found].filter(([key]) => key.startsWith("content "));
  const rows = contents.reduce((sum, [, value]) => sum + Number(value.split(" ")[0]), 0);
  return `${contents.length} tables alike, ${rows} rows`;
}

function contentDifference(key: string, { source, replica }: Comparison): string {
  const rows = (look: Look) => look.found.get(key)?.split(" ")[0];
  const [there, here] = [rows(source), rows(replica)];
  const name = key.replace(/^content /, "");
  if (there === undefined) {
    return `${name} is at the replica alone`;
  }
  if (here === undefined) {
    return `${name} is at the source alone`;
  }
  return there === here
    ? `${name}: other values in its ${there} rows`
    : `${name}: ${there} rows at the source, ${here} at the replica`;
}

function objectDifference(key: string, { source, replica }: Comparison): string {
  if (!replica.found.has(key)) {
    return `${key} is at the source alone`;
  }
  return source.found.has(key) ? `${key} is defined otherwise` : `${key} is at the replica alone`;
}

/** Reports every property of an account but its secret; of the secret, only that it differs. */
function accountDifference(key: string, { source, replica }: Comparison): string {
  const [there, here] = [source.found.get(key), replica.found.get(key)];
  if (there === undefined) {
    return `${key} is at the replica alone`;
  }
  if (here === undefined) {
    return `${key} is at the source alone`;
  }
  return key.startsWith("password ")
    ? `${key} is another one`
    : `${key}: "${there}" at the source, "${here}" at the replica`;
}
