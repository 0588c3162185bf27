import type { Facts } from "./facts";

/** What one end of a replication holds, as it was found at one moment: keys are `content db01.persons`, `table db01.persons`. */
export class Look {
  private constructor(
    /** What was found, by kind and name. Two ends that hold the same have the same text. */
    public readonly found: ReadonlyMap<string, string>,
    /** Why something was not read, by kind and name. */
    public readonly unread: ReadonlyMap<string, string>,
    /** What mysqld refuses to read, with its words. */
    public readonly unreadable: readonly string[],
    /** Transactions that the server held when the look was over. */
    public readonly transactions: string,
    /** Whether it held what it was to wait for; true where there was nothing to wait for. */
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

  /** This look with what was found again in its place; what is gone since is gone. */
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

  /** Names of tables among keys; all of it must be looked at again where there is something else among them. */
  public static tablesOf(keys: ReadonlySet<string>): string[] {
    const names = [...keys].map((key) => /^content (.*)$/.exec(key)?.[1]);
    return names.every((name) => name !== undefined) ? names : [];
  }
}

/** Privileges of a grant in one order: a server lists some of them in another after a restart. */
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

/** Keys that both ends could be compared by, and that differ. */
export function differing(source: Look, replica: Look): Set<string> {
  const keys = new Set([...source.found.keys(), ...replica.found.keys()]);
  return new Set(
    [...keys].filter(
      (key) => !source.unread.has(key) && !replica.unread.has(key) && source.found.get(key) !== replica.found.get(key),
    ),
  );
}

/** What came of comparing two ends. */
export interface Comparison {
  readonly source: Look;
  readonly replica: Look;
  /** Keys that differ while the source stood still. */
  readonly differing: ReadonlySet<string>;
  /** Keys that could not be compared, with the reason. */
  readonly uncompared: ReadonlyMap<string, string>;
}

/** Looks at one end: at all of it, or at some tables; waits for transactions first, where there are any. */
export type Looking = (wait: string, tables: readonly string[]) => Promise<Look>;

/** Times that the source must have stood still around a difference, and tries to find it so. */
const STEADY = 2;
const ROUNDS = 6;

/**
 * Compares two ends while both are written to, without a lock. What is the same is the same, whenever it was read. What
 * differs counts where the source had it alike before and after the replica, which had all of the source's transactions by
 * then, was read; and twice, as a value may come back. What never stands still is not compared.
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
