import type { Node } from "../node/node";
import type { MysqlClient } from "./client";

/** A node with what is said of its database server alone. */
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
   * A word that was not used here before makes a replica give up its data and load them anew, even those that the source
   * does not know. While the member is the source it says nothing.
   * @default - data that the source does not know are never given up
   */
  readonly reseed?: string;
}
