/**
 * Name of a variable that Terraform fills in at apply, such as `slave_sql_ipv6`: letters, digits and underscores.
 * Renderers are given names, not values: addresses and secrets are unknown when a file is rendered.
 */
export type Variable = string;

/** A file for a node, rendered at synth. */
export interface NodeFile {
  /**
   * Where the file lies below the node's folder in the output, `STEP/NAME`, e.g. `boot/user-data`. The name ends in
   * `.tftpl` exactly if Terraform's `templatefile()` fills in variables; on the node the ending is gone.
   */
  readonly name: string;
  /** What the file becomes on the node: a path there (`/etc/hosts`), or what it is for. Key of the step's trigger. */
  readonly becomes: string;
  /** The whole text. In a `.tftpl` every `${` and `%{` that is not a variable is escaped. */
  readonly text: string;
  /** The variables in the text; empty for a file that is uploaded as it is. */
  readonly variables: readonly Variable[];
}

/** A file that goes to a node to the byte, whatever is in it. */
export interface RawFile extends Pick<NodeFile, "name" | "becomes"> {
  readonly bytes: Uint8Array;
}

/** The steps of a node and of a replication, in their order. */
export const STEPS = ["adopt", "grow", "boot", "configure", "ready", "source", "link", "seed", "verify"] as const;
export type Step = (typeof STEPS)[number];
