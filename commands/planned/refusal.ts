/** An action of a Terraform plan that is refused. */
export interface Refusal {
  /** Id of the node, or of the replication. */
  readonly of: string;
  /** What its consequence would be. */
  readonly harm: string;
  /** What to do instead; further lines of an entry are for a file. */
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
