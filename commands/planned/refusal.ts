/** Something that a plan of Terraform's would do, and that is not done. */
export interface Refusal {
  /** Id of the node, or of the replication. */
  readonly of: string;
  /** What would come of it. */
  readonly harm: string;
  /** What to do instead; the lines behind the first of one are for a file. */
  readonly remedies: readonly string[];
}

/** A refusal as lines for a reader. */
export function linesOf({ of, harm, remedies }: Refusal): string[] {
  return [
    `${of}: ${harm}`,
    ...remedies.flatMap((remedy) => {
      const [first, ...block] = remedy.split("\n");
      return [`  to do: ${first}`, ...block.map((line) => `    ${line}`)];
    }),
  ];
}
