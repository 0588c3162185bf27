/** How a plan says what a replication is, for messages. */
export const GROUP_FORM = "replications: {sql: {source: EU6::sql1, databases: {db01: }}}";

/** Keys that are kept for what a later version does with a group: change its source, copy its data in other ways. */
const RESERVED = [
  "acceptLoss",
  "acknowledge",
  "confirm",
  "delay",
  "fenced",
  "from",
  "lost",
  "promote",
  "restarts",
  "seed",
  "waive",
] as const;

/** What is told about each of these keys. */
export const NOT_YET: Readonly<Record<string, string>> = Object.fromEntries(
  RESERVED.map((key) => [key, "not yet: the key is reserved; leave it out"]),
);

/** What a group may be called. */
export const GROUP_NAME = /^[a-z][a-z0-9-]{0,31}$/;
