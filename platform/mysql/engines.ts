/**
 * Storage engines of MySQL whose tables no replica keeps equal: they know no transactions, so a copy that is taken while
 * rows are written, a crash or a restart of one server leaves other rows at each. By the names that ENGINE takes, in
 * capitals, each with the name that `SHOW ENGINES` has.
 * Source: https://dev.mysql.com/doc/refman/9.7/en/storage-engines.html, and SHOW ENGINES of mysqld 9.7.4
 */
const WITHOUT_TRANSACTIONS: Readonly<Record<string, string>> = {
  ARCHIVE: "ARCHIVE",
  BLACKHOLE: "BLACKHOLE",
  CSV: "CSV",
  FEDERATED: "FEDERATED",
  HEAP: "MEMORY",
  MEMORY: "MEMORY",
  MERGE: "MRG_MYISAM",
  MRG_MYISAM: "MRG_MYISAM",
  MYISAM: "MyISAM",
};

/** Keeps no row of what is written to it. */
export const KEEPS_NOTHING = "BLACKHOLE";

/** An engine without transactions by its usual name, whatever its spelling. Undefined: InnoDB, or one that is not known. */
export function withoutTransactions(written: string): string | undefined {
  const name = written.toUpperCase();
  return Object.hasOwn(WITHOUT_TRANSACTIONS, name) ? WITHOUT_TRANSACTIONS[name] : undefined;
}

/** The engines of a list as `disabled_storage_engines` has it, by their usual names. */
export function enginesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(",").flatMap((name) => withoutTransactions(name.trim()) ?? []));
}
