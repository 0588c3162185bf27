import type { Node } from "../node/node";
import type { MysqlMemberProps } from "./member-props";
import type { Populate } from "./steps";

/** An account of the database. */
export interface MysqlUser {
  readonly name: string;
  /** Privileges on the database, upper case, e.g. `SELECT`; `ALL` for all of them. */
  readonly rights: readonly string[];
  /**
   * Its password, as an expression. If the value changes, raise the generation of the user's name in the deployment.
   * @default - Terraform generates one
   */
  readonly password?: string;
  /**
   * Whether the previous password stops working. Otherwise it works until the next change, so that applications can
   * move from one to the other.
   * @default false
   */
  readonly discardOldPassword?: boolean;
}

export interface MysqlReplicationProps {
  /** The servers that hold the data, whatever their role. */
  readonly members: readonly (Node | MysqlMemberProps)[];
  /** The member that takes writes; all others are its replicas. */
  readonly source: Node;
  /** Name of the database. */
  readonly database: string;
  /**
   * SQL that fills the database if it is empty. The node gets it byte for byte.
   * @default - it stays empty
   */
  readonly populate?: string | Populate;
  /**
   * Password of the account that replicas log in with, as an expression of 32 characters at most. If the value changes,
   * raise the generation `replicator` of the deployment.
   * @default - Terraform generates one
   */
  readonly replicatorPassword?: string;
  /** @default - none: only somebody logged in at a node has access, without a password */
  readonly users?: readonly MysqlUser[];
}
