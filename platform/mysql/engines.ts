/**
 * Storage engines of MySQL whose tables cannot be replicated exactly: they have no transactions, so rows differ after a
 * copy that is taken during writes, and after one server restarts without warning. By their names for ENGINE, in
 * capitals, each with its name in `SHOW ENGINES`. Source: https://dev.mysql.com/doc/refman/9.7/en/storage-engines.html,
 * and SHOW ENGINES of mysqld 9.7.4
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

/** Stores no rows. */
export const KEEPS_NOTHING = "BLACKHOLE";

/** The usual name of an engine without transactions, for any spelling. Undefined: InnoDB, or an unknown engine. */
export function withoutTransactions(written: string): string | undefined {
  const name = written.toUpperCase();
  return Object.hasOwn(WITHOUT_TRANSACTIONS, name) ? WITHOUT_TRANSACTIONS[name] : undefined;
}

/** The engines of a `disabled_storage_engines` list, by their usual names. */
export function enginesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(",").flatMap((name) => withoutTransactions(name.trim()) ?? []));
}
