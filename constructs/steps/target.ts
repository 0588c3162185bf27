/** A machine that steps work on: all that they know of it. */
export interface Target {
  /** For people: `EU6::sql1`. */
  readonly id: string;
  /** Folder of its files, relative to the stack's: `nodes/EU6/sql1`. */
  readonly folder: string;
  /** Where Terraform logs in, as an expression. */
  readonly loginAddress: string;
  /** Account that Terraform logs in with; it may become root. */
  readonly loginUser: string;
  /** Public host key, one line, as an expression: connections accept no other. */
  readonly hostPublicKey: string;
  /** Id of the server, as an expression: another id means another machine. */
  readonly serverId: string;
}
