import type { Node } from "../node/node";
import type { MysqlClient } from "./client";

/** A node, with the options of its database server. */
export interface MysqlMemberProps {
  readonly node: Node;
  /**
   * Options of mysqld, e.g. `{ max_connections: "500" }`.
   * @default - none
   */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Networks that may connect as one of the users.
   * @default - none
   */
  readonly clients?: readonly MysqlClient[];
  /**
   * Any word that was not used here before makes a replica discard its data and load them again, even data that the
   * source does not have. It has no effect while the member is the source.
   * @default - a replica never discards data that the source does not have
   */
  readonly reseed?: string;
}
