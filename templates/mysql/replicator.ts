import { REPLICATOR } from "../../platform/mysql/accounts";
import type { ApplyValue } from "../apply-value";
import { type NodeFile, nodeFile } from "../node-file";
import { render } from "../render";
import channel from "./channel.sql.ejs";
import template from "./replicator.cnf.ejs";
import { sqlString } from "./sql";

export interface ReplicatorProps {
  /** Host name of the source, which its certificate must have. */
  readonly source: string;
  /** Password of the account `replicator`. */
  readonly password: ApplyValue;
}

/** Options with which `mysql` on a replica logs in at the source, like the channel. Contains a secret. */
export function replicatorOptions(step: "link" | "seed", props: ReplicatorProps): NodeFile {
  return nodeFile({
    name: `${step}/replicator.cnf`,
    target: "login at the source",
    text: (fill) => render(template, { user: REPLICATOR, source: props.source, password: fill(props.password) }),
  });
}

/** Seconds between two attempts of a replica to reach its source. */
export const CONNECT_RETRY = 10;

/**
 * The channel from the source, with all of its options, because options that CHANGE leaves out keep their values.
 * Contains a secret.
 * Source: https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html
 */
export function replicationChannel(props: ReplicatorProps): NodeFile {
  return nodeFile({
    name: "seed/channel.sql",
    target: "channel from the source",
    text: (fill) =>
      render(channel, {
        user: sqlString(REPLICATOR),
        source: sqlString(props.source),
        password: sqlString(fill(props.password)),
        connectRetry: CONNECT_RETRY,
      }),
  });
}
