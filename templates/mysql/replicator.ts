import { REPLICATOR } from "../../platform/mysql/accounts";
import { late, nodeFile } from "../late";
import type { NodeFile, Variable } from "../node-file";
import { render } from "../render";
import channel from "./channel.sql.ejs";
import template from "./replicator.cnf.ejs";
import { sqlString } from "./sql";

export interface ReplicatorProps {
  /** Host name of the source: what its certificate is held against. */
  readonly source: string;
  /** Variable that holds the password of the account `replicator`. */
  readonly password: Variable;
}

/** Options with which `mysql` on a replica logs in at the source, as the channel does. Holds a secret. */
export function replicatorOptions(step: "link" | "seed", props: ReplicatorProps): NodeFile {
  const text = render(template, { user: REPLICATOR, source: props.source, password: late(props.password) });
  return nodeFile({ name: `${step}/replicator.cnf`, becomes: "login at the source", text });
}

/** Seconds between two tries of a replica to reach its source. */
export const CONNECT_RETRY = 10;

/**
 * The channel from the source: all of its options, since those that CHANGE leaves out keep what they were. Holds a secret.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html
 */
export function replicationChannel(props: ReplicatorProps): NodeFile {
  const text = render(channel, {
    user: sqlString(REPLICATOR),
    source: sqlString(props.source),
    password: sqlString(late(props.password)),
    connectRetry: CONNECT_RETRY,
  });
  return nodeFile({ name: "seed/channel.sql", becomes: "channel from the source", text });
}
