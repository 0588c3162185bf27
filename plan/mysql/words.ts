/** Form of a replication in a plan, for messages. */
export const GROUP_FORM = "replications: {sql: {source: EU6::sql1, databases: {db01: }}}";

/** Keys that are reserved for later versions: to change a group's source, or to copy its data in other ways. */
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

/** The message for each of these keys. */
export const NOT_YET: Readonly<Record<string, string>> = Object.fromEntries(
  RESERVED.map((key) => [key, "not yet: the key is reserved; leave it out"]),
);

/** Valid names of groups. */
export const GROUP_NAME = /^[a-z][a-z0-9-]{0,31}$/;
