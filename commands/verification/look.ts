import type { Facts } from "./facts";

/** What one end of a replication holds at one moment: keys are `content db01.persons`, `table db01.persons`. */
export class Look {
  private constructor(
    /** The content, by kind and name. Equal content has equal texts. */
    public readonly found: ReadonlyMap<string, string>,
    /** Why something was not read, by kind and name. */
    public readonly unread: ReadonlyMap<string, string>,
    /** What mysqld refuses to read, with its message. */
    public readonly unreadable: readonly string[],
    /** The server's transactions at the end of the look. */
    public readonly transactions: string,
    /** Whether the server had the transactions to wait for; true if there were none. */
    public readonly isCaughtUp: boolean,
  ) {}

  public static of(facts: Facts): Look {
    const found = new Map<string, string>();
    const add = (line: string, pattern: RegExp, entry: (parts: readonly string[]) => [key: string, value: string]) => {
      const [, ...parts] = pattern.exec(line) ?? [];
      if (parts.length > 0) {
        const [key, value] = entry(parts);
        found.set(key, value);
      }
    };
    for (const line of facts.all("content")) {
      add(line, /^(\d+) (\d+) (.*)$/, ([rows, sum, name]) => [`content ${name}`, `${rows} ${sum}`]);
    }
    for (const line of facts.all("memory")) {
      add(line, /^(\d+) (.*)$/, ([rows, name]) => [`memory ${name}`, `${rows}`]);
    }
    for (const line of facts.all("structure")) {
      add(line, /^(\S+) (\S+) (.*)$/, ([kind, hash, name]) => [`${kind} ${name}`, `${hash}`]);
    }
    for (const line of facts.all("account")) {
      add(line, /^(.*?)\|(.*)$/, ([name, text]) => [`account ${name}`, `${text}`]);
    }
    for (const line of facts.all("secret")) {
      add(line, /^(\S+) (.*)$/, ([hash, name]) => [`password of account ${name}`, `${hash}`]);
    }
    for (const line of facts.all("grant")) {
      add(line, /^(.*?)\|(.*)$/, ([name, text = ""]) => [`right of account ${name}: ${sorted(text)}`, "given"]);
    }
    const unread = new Map(
      [...facts.all("unread").map((line) => `content ${line}`), ...facts.all("unread_object")].map((line) => [
        line.replace(/\|[^|]*$/, ""),
        line.replace(/^.*\|/, ""),
      ]),
    );
    return new Look(
      found,
      unread,
      facts.all("unreadable"),
      facts.one("gtid_executed") ?? "",
      facts.one("caught_up") !== "no",
    );
  }

  /** This look with the entries of a later look; removes what no longer exists. */
  public updated(later: Look, keys: ReadonlySet<string>): Look {
    const found = new Map(this.found);
    const unread = new Map(this.unread);
    for (const key of keys) {
      for (const [map, newer] of [
        [found, later.found],
        [unread, later.unread],
      ] as const) {
        const value = newer.get(key);
        if (value === undefined) {
          map.delete(key);
        } else {
          map.set(key, value);
        }
      }
    }
    return new Look(found, unread, this.unreadable, later.transactions, later.isCaughtUp);
  }

  /** Names of tables among keys; undefined if there are other kinds, which need a complete look. */
  public static tablesOf(keys: ReadonlySet<string>): string[] {
    const names = [...keys].map((key) => /^content (.*)$/.exec(key)?.[1]);
    return names.every((name) => name !== undefined) ? names : [];
  }
}

/** Privileges of a grant in a fixed order: a server lists some of them differently after a restart. */
function sorted(grant: string): string {
  const [, privileges, rest] = /^GRANT (.*?) ON (.*)$/.exec(grant) ?? [];
  if (privileges === undefined) {
    return grant;
  }
  const list = privileges.match(/[^,(]+(\([^)]*\))?/g) ?? [];
  return `GRANT ${list
    .map((privilege) => privilege.trim())
    .sort()
    .join(", ")} ON ${rest}`;
}

/** Keys that both ends have and that differ. */
export function differing(source: Look, replica: Look): Set<string> {
  const keys = new Set([...source.found.keys(), ...replica.found.keys()]);
  return new Set(
    [...keys].filter(
      (key) => !source.unread.has(key) && !replica.unread.has(key) && source.found.get(key) !== replica.found.get(key),
    ),
  );
}

/** The result of comparing two ends. */
export interface Comparison {
  readonly source: Look;
  readonly replica: Look;
  /** Keys that differ while the source did not change. */
  readonly differing: ReadonlySet<string>;
  /** Keys that could not be compared, with the reason. */
  readonly uncompared: ReadonlyMap<string, string>;
}

/** Looks at one end: all of it, or some tables. Waits for transactions first, if any are given. */
export type Looking = (wait: string, tables: readonly string[]) => Promise<Look>;

/** How often the source must be unchanged around a difference, and how often that is tried. */
const STEADY = 2;
const ROUNDS = 6;

/**
 * Compares two ends without a lock, while both are written to. Equal entries count, whenever they were read. A
 * difference counts only if the source was the same before and after the replica was read, and the replica had all of
 * the source's transactions by then; and it must be seen twice, because a value may change back. What changes all the
 * time is not compared.
 */
export async function compareEnds(source: Looking, replica: Looking): Promise<Comparison> {
  let there = await source("", []);
  let here = await replica(there.transactions, []);
  let suspects = differing(there, here);
  const steady = new Map<string, number>();
  for (let round = 0; suspects.size > 0 && round < ROUNDS && here.isCaughtUp; round++) {
    const tables = Look.tablesOf(suspects);
    const after = there.updated(await source("", tables), suspects);
    for (const key of suspects) {
      steady.set(key, after.found.get(key) === there.found.get(key) ? (steady.get(key) ?? 0) + 1 : 0);
    }
    there = after;
    if ([...suspects].every((key) => (steady.get(key) ?? 0) >= STEADY)) {
      break;
    }
    here = here.updated(await replica(there.transactions, tables), suspects);
    suspects = differing(there, here);
  }
  const isRead = (key: string) => (steady.get(key) ?? 0) >= STEADY;
  const uncompared = new Map([...there.unread, ...here.unread]);
  for (const key of suspects) {
    if (!isRead(key)) {
      uncompared.set(key, here.isCaughtUp ? "written to all the time" : "this replica is catching up");
    }
  }
  return { source: there, replica: here, differing: new Set([...suspects].filter(isRead)), uncompared };
}
